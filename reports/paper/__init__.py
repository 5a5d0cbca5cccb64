"""Documents: the annual report and the children's report, in Word and PDF."""
