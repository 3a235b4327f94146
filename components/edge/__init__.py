"""How requests reach the stack: CloudFront, AWS WAF, the site, the HTTP API and its token issuer."""
