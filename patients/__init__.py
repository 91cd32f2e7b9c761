"""The patient: case, findings, possible diagnoses, cautions, follow-up."""
