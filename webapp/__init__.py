"""REST API and pages for laboratories."""
