"""The site, as Lighthouse sees it."""
