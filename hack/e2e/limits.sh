checks_limits() { :; }
