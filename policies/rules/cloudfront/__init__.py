from __future__ import annotations

from policies.rules.cloudfront import (
    cloudfront_access_logging,
    cloudfront_custom_cert,
    cloudfront_default_root_object,
    cloudfront_errors_not_cached,
    cloudfront_geo,
    cloudfront_key_groups,
    cloudfront_oac,
    cloudfront_origin_exists,
    cloudfront_origin_failover,
    cloudfront_origin_https,
    cloudfront_origin_tls,
    cloudfront_sni,
    cloudfront_viewer_https,
    cloudfront_viewer_tls,
    cloudfront_waf,
)

RULES = (
    cloudfront_access_logging.RULE,
    cloudfront_custom_cert.RULE,
    cloudfront_default_root_object.RULE,
    cloudfront_errors_not_cached.RULE,
    cloudfront_geo.RULE,
    cloudfront_key_groups.RULE,
    cloudfront_oac.RULE,
    cloudfront_origin_exists.RULE,
    cloudfront_origin_failover.RULE,
    cloudfront_origin_https.RULE,
    cloudfront_origin_tls.RULE,
    cloudfront_sni.RULE,
    cloudfront_viewer_https.RULE,
    cloudfront_viewer_tls.RULE,
    cloudfront_waf.RULE,
)
