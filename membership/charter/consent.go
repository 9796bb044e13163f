package charter

// Written consent is a branch of its own: what it demands, as a rule everybody's vote for,
// accepts at once, and all else waits for the close. (Early decides whatever is certain.)

// consented reports whether the consent of a rule is certainly met, and no veto can be.
func (x Explanation) consented() bool {
	if x.Kind == "all" { // a veto beside it
		for _, part := range x.Parts {
			if part.Kind == "not" && !(part.Met && part.Certain) {
				return false
			}
		}
		x = x.Parts[0]
	}
	for _, part := range x.Parts {
		if part.Role == RoleConsent {
			return part.Met && part.Certain
		}
	}
	return false
}

// validateConsent checks what accepts before the close. Before version 6 nothing did but what
// was certain. Votes that may still be other ones in the end are not consent.
func (c Charter) validateConsent(d *Defects, path string, rule Rule, met *int) {
	if rule.Consent == nil || d.before(EngineSix, path+".consent", "consent") {
		return
	}
	rule.Consent.validate(d, c, path+".consent", 1, met)
	for _, field := range []struct {
		name  string
		given bool
	}{
		{"early", rule.Early},
		{"changing", rule.Changing},
		{"suspended", rule.Suspended == SuspendedLapse},
		{"proxies.principal", rule.Proxies && c.Proxies != nil && c.Proxies.Overrides()},
	} {
		if field.given {
			d.add(path+".consent", NoUse, "because", field.name)
		}
	}
}
