"""Appeals: lodged on a phone, followed by the receipt, heard and decided on the desk."""
