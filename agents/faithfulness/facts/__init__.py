"""The facts that a text may state, from the portfolio, the metrics, the goal, the projection and the job."""
