"""CloudFront for one machine: the site's files and the API at one address, with the headers of the distribution."""

from local.aws.edge.headers import response_headers
from local.aws.edge.serve import create_app, edge

__all__ = ["create_app", "edge", "response_headers"]
