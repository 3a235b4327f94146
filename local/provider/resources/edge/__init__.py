"""Resources at the edge: CloudFront, AWS WAF, API Gateway, Cognito."""
