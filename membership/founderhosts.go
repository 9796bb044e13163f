package membership

// checkHosts refuses with CHARTER_INVALID, and the path of the comparison, a rule
// that demands votes for from more hosts than its founders have: nothing could be
// decided by it on the day that the alliance opens.
func (t FoundAlliance) checkHosts(a act) error {
	hosts := -1 // not counted yet: few charters ask
	for _, action := range []Action{Admit, Suspend, Reinstate, Expel, MandateAction} {
		rule := t.Charter.Rules.of(action)
		if rule == nil || rule.Pass.beyondHosts("pass", 0) == "" {
			continue
		}
		if hosts < 0 {
			var err error
			if hosts, err = a.hostsOf(t.Founders); err != nil {
				return err
			}
		}
		if path := rule.Pass.beyondHosts("rules."+string(action)+".pass", hosts); path != "" {
			return invalid(path, "demands votes from more hosts than the founders' "+itoa(hosts)+": nothing could be decided")
		}
	}
	return nil
}

// hostsOf counts the hosts at which parties have active keys: a vote counts for
// the host of the key that signs it. An alliance has no key; it may vote from a
// host of its own, that of whomever it will mandate.
func (a act) hostsOf(parties []string) (int, error) {
	hosts := map[string]bool{}
	for _, party := range parties {
		authorities, err := scanAll[Authority](a.store, authoritiesKey(party), maxAuthorities)
		if err != nil {
			return 0, err
		}
		if len(authorities) == 0 {
			hosts[party] = true
		}
		for _, y := range authorities {
			if y.State == AuthorityActive {
				hosts[y.Host] = true
			}
		}
	}
	return len(hosts), nil
}

// beyondHosts returns the path of a comparison for which so many hosts are too
// few, and without which the expression cannot be met; empty if there is none. Of
// any, one that can be met is enough; not turns a demand into a ceiling, and is
// left to whoever votes.
func (e Expression) beyondHosts(path string, hosts int) string {
	if e.Votes == CountHosts {
		c := e.amounts()[0]
		amount, _, _ := c.amount.parse()
		if c.relation == AtLeast && amount > int64(hosts) || c.relation == MoreThan && amount >= int64(hosts) {
			return path
		}
		return ""
	}
	for i, inner := range e.All {
		if found := inner.beyondHosts(path+".all["+itoa(i)+"]", hosts); found != "" {
			return found
		}
	}
	first := ""
	for i, inner := range e.Any {
		found := inner.beyondHosts(path+".any["+itoa(i)+"]", hosts)
		if found == "" {
			return ""
		}
		if first == "" {
			first = found
		}
	}
	return first
}
