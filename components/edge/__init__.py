"""Public entry: CloudFront, AWS WAF, the site, the HTTP API and its token issuer."""
