"""The stages of dvc.yaml and the command line."""
