"""Creates and rotates the secret that CloudFront sends to the API, and deploys it to the edge."""
