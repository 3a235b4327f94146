"""`alex package`: build and check the zips that go to Lambda."""
