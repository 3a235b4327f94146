"""Chart Maker: the charts of a portfolio."""
