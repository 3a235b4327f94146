"""RDS, S3 and VPC resources."""
