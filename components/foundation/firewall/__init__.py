"""What every web ACL of AWS WAF has in common."""
