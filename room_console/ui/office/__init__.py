"""The office: where a meeting is prepared, and accounted for."""
