"""Pages of applications: filing, and review level by level."""
