"""Metrics, alarms, notifications, dashboards and saved queries."""
