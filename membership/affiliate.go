package membership

// DeclareAffiliate records that the caller's party belongs to an affiliate group:
// members under common control. It is a change of membership, and counts from the
// next seal on. Other members can put a party into a group by reclassifying it,
// and then it cannot declare another.
type DeclareAffiliate struct {
	Request string `json:"request"`
	// As is an alliance that the caller acts for, by mandate.
	As       string `json:"as,omitempty" metadata:",optional"`
	Alliance string `json:"alliance"`
	// Group is the id of the party that controls the group, its own too; empty for none.
	Group string `json:"group,omitempty" metadata:",optional"`
}

// Name implements Transaction.
func (DeclareAffiliate) Name() string      { return "DeclareAffiliate" }
func (t DeclareAffiliate) request() string { return t.Request }
func (t DeclareAffiliate) actsFor() string { return t.As }
func (DeclareAffiliate) needs() Role       { return Officer }

func (t DeclareAffiliate) check() error {
	return firstError(checkRequest(t.Request), checkID("alliance", t.Alliance), checkGroup(t.Group))
}

// checkGroup refuses what cannot be an affiliate group: groups have the id of who
// controls them.
func checkGroup(group string) error {
	if group == "" {
		return nil
	}
	return checkID("group", group)
}

func (t DeclareAffiliate) apply(a act) (Event, error) {
	if _, _, err := a.openAlliance(t.Alliance); err != nil {
		return Event{}, err
	}
	member, err := a.activeMember(t.Alliance, a.party)
	if err != nil {
		return Event{}, err
	}
	if member.GroupDecided {
		return Event{}, refuse(GroupDecided, "alliance", t.Alliance, "party", a.party, "group", member.Group)
	}
	if member.Group == t.Group {
		return Event{}, refuse(StateUnfit, "alliance", t.Alliance, "party", a.party, "state", "in this group", "action", "declare")
	}
	next := member
	next.Group = t.Group
	if err := a.keep(member, next, "", ""); err != nil {
		return Event{}, err
	}
	event := a.event(AffiliateDeclared)
	event.Alliance, event.Party, event.Class, event.Subject = t.Alliance, a.party, member.Class, t.Group
	return event, nil
}
