"""Makes the secret that CloudFront sends to the API, hands it to the edge, and rotates it."""
