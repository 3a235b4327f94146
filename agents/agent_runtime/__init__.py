"""What every Lambda of Alex shares: settings, tracing, the model, the handler decorator, metrics, prices."""
