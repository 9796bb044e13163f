package change

// staying returns the addresses of the orderers that order before and after; nil if nothing
// changes about who orders.
func (d *difference) staying() ([]string, error) {
	if sameOrdering(d.before, d.after) {
		return nil, nil
	}
	was, err := orderingOf(d.before)
	if err != nil {
		return nil, err
	}
	is, err := orderingOf(d.after)
	if err != nil {
		return nil, err
	}
	both := []string{}
	for _, address := range is.addresses() {
		if was.at(address) != nil {
			both = append(both, address)
		}
	}
	return both, nil
}
