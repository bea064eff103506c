"""建功: competitions → evidence → results → honours."""
