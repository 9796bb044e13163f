package replay

import (
	"cmp"
	"fmt"
	"time"

	"allianceregistry/audit/chain"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// rulesOutOfReach finds rules of open alliances that the members that there are now cannot meet, or that
// a single silent one keeps from being met though the charter has not accepted that. It stands where its members
// last changed.
func rulesOutOfReach(r *Replay) []chain.Finding {
	var found []chain.Finding
	v, now := r.View(), r.KnownUntil(time.Now())
	alliances := map[string]membership.Alliance{}
	each(v, "alliance", func(_ membership.Key, a membership.Alliance, _ chain.Place) { alliances[a.ID] = a })
	all := membersNow(v, alliances, now)
	for _, id := range sortedKeys(alliances) {
		alliance := alliances[id]
		if alliance.Status != membership.Open {
			continue
		}
		kept, err := recorded(v, membership.GetCharter{Alliance: id})
		if err != nil {
			continue // the replay has named it
		}
		its := all[id]
		if its == nil {
			continue
		}
		for _, reach := range kept.Charter.Reaches(membership.CompositionNow(kept.Charter, alliance.Founders, its.members, its.seats)) {
			if kept.Charter.Alarming(reach) {
				found = append(found, outOfReach(id, reach, its.changed))
			}
		}
	}
	return found
}

func outOfReach(alliance string, reach charter.Reach, at chain.Place) chain.Finding {
	code, rule := RuleOutOfReach, string(reach.Rule)
	if reach.State == charter.OneBlocks {
		code = RuleOneBlocks
	}
	if reach.Emergency {
		rule = "emergency " + rule
	}
	return warning(code, at, "alliance", alliance, "rule", rule, "members", fmt.Sprint(reach.Members))
}

// standing are the members of an alliance as they are at a moment, who has sat in its organs, and where
// that last changed.
type standing struct {
	members []membership.Member
	seats   []membership.SeatNow
	changed chain.Place
}

// membersNow are the members of alliances as they are at a moment.
func membersNow(v View, alliances map[string]membership.Alliance, now time.Time) map[string]*standing {
	all, byKey := map[string]*standing{}, map[string]membership.MembershipNow{}
	of := func(alliance string, at chain.Place) *standing {
		if all[alliance] == nil {
			all[alliance] = &standing{}
		}
		its := all[alliance]
		if last := its.changed; cmp.Or(cmp.Compare(at.Block, last.Block), cmp.Compare(at.Index, last.Index)) > 0 {
			its.changed = at
		}
		return its
	}
	each(v, "membership", func(_ membership.Key, m membership.Membership, at chain.Place) {
		is, its := m.AsOf(alliances[m.Alliance], alliances[m.Party], now), of(m.Alliance, at)
		byKey[m.Alliance+" "+m.Party] = is
		if len(m.Periods) == 0 {
			return
		}
		period := m.Periods[len(m.Periods)-1]
		period.State = is.State
		its.members = append(its.members, membership.Member{Membership: is, Period: period})
	})
	each(v, "seat", func(_ membership.Key, s membership.Seat, at chain.Place) {
		its := of(s.Alliance, at)
		its.seats = append(its.seats, s.AsOf(byKey[s.Alliance+" "+s.Party], now))
	})
	return all
}
