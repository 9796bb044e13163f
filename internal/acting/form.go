// Package acting says where the forms are by which a party acts, and what they are called. The
// members' program serves them (client/console); the auditor's pages lead to them, and serve
// none.
//
// A link to a form signs nothing and cannot: it opens a form, and the form leads to a preview of
// what will be signed. So whether an act is the reader's to do need not be known here: it is
// tried, and the rules answer.
package acting

import (
	"embed"
	"net/url"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// Words are the names of the acts: "act.NAME".
//
//go:embed en.json zh.json
var Words embed.FS

// Path is where the forms are: a list of what there is to do in an alliance, which its query
// names, and behind it each form under the name of its act.
const Path = "/do"

// CalendarPath is below which calendars are for programs that open no session, a file for each
// person. CalendarKey is the name in its query of the secret without which there is none: queries
// stand in no log.
const CalendarPath, CalendarKey = "/calendar/", "key"

// Form is a link to a form: the key of what it is called, and where it is, with what it is
// about.
type Form struct{ Key, Path string }

// To is the form of an act; names and values of what it is about stand in turn.
func To(act string, about ...string) Form {
	return Form{Key: "act." + act, Path: pathOf("/"+url.PathEscape(act), about)}
}

// InAlliance is the list of what there is to do in an alliance.
func InAlliance(alliance string) Form {
	return Form{Key: "act", Path: pathOf("", []string{"alliance", alliance})}
}

// AboutMember is the list of what there is to propose about a member of an alliance.
func AboutMember(alliance, party string) Form {
	return Form{Key: "act.about", Path: pathOf("", []string{"alliance", alliance, "subject", party})}
}

func pathOf(act string, about []string) string {
	in := url.Values{}
	for i := 0; i+1 < len(about); i += 2 {
		in.Set(about[i], about[i+1])
	}
	if len(in) == 0 {
		return Path + act
	}
	return Path + act + "?" + in.Encode()
}

// OnAlliance are the forms that fit an alliance as it is.
func OnAlliance(a membership.Alliance) []Form {
	switch a.Status {
	case membership.Forming:
		return []Form{To("consent", "alliance", a.ID)}
	case membership.Open:
		return []Form{To("join", "alliance", a.ID), InAlliance(a.ID)}
	}
	return nil
}

// OnMembership are the forms that fit one's membership as it is: proposals about the member, or
// the record of an end that has come.
func OnMembership(m membership.MembershipNow) []Form {
	switch {
	case m.State != charter.Ended:
		return []Form{AboutMember(m.Alliance, m.Party)}
	case m.RecordedState != "":
		return []Form{To("expire", "alliance", m.Alliance, "party", m.Party)}
	}
	return nil
}

// OnProposal are the forms that fit a proposal as it is now, for a party; for whoever reads, if
// that is not known.
func OnProposal(p membership.ProposalNow, party string) (forms []Form) {
	add := func(name string) { forms = append(forms, To(name, "proposal", p.ID)) }
	open := p.Status == membership.Filed || p.Status == membership.Voting
	if open {
		add("endorse")
	}
	switch p.Due {
	case membership.PutToVote{}.Name():
		add("vote")
	case membership.Decide{}.Name():
		add("decide")
	case membership.Enact{}.Name():
		add("enact")
	}
	if open && (party == "" || p.By == party) {
		add("withdraw")
	}
	return forms
}
