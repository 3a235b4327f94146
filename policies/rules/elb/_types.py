from __future__ import annotations

from policies.engine import Resource

LOAD_BALANCERS = ("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer")
CLASSIC = "aws:elb/loadBalancer:LoadBalancer"
LISTENERS = ("aws:lb/listener:Listener", "aws:alb/listener:Listener")
LISTENER_RULES = ("aws:lb/listenerRule:ListenerRule", "aws:alb/listenerRule:ListenerRule")


def is_application(balancer: Resource) -> bool:
    """AWS creates an Application Load Balancer by default."""
    kind = balancer["loadBalancerType"]
    return not kind.known or kind.text == "application"
