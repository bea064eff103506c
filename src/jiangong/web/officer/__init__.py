"""Pages of the officers: the desk, events, import of marks, runs, publication and corrections."""
