"""Appeals and objections: lodged in time by this site's clock, heard by people without a tie, decided with reasons."""
