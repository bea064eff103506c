"""Going on: an event is fed by the results of others, from the crew to the province. The upper list is filled by the run."""
