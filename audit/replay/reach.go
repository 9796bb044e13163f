package replay

import (
	"fmt"
	"time"

	"allianceregistry/audit/chain"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// rulesOutOfReach finds rules of open alliances that the members that there are now cannot meet, or that
// a single silent one keeps from being met though the charter has not accepted that.
func rulesOutOfReach(r *Replay) []chain.Finding {
	var found []chain.Finding
	v, now := r.View(), r.KnownUntil(time.Now())
	alliances := map[string]membership.Alliance{}
	each(v, "alliance", func(_ membership.Key, a membership.Alliance, _ chain.Place) { alliances[a.ID] = a })
	members, seats := membersNow(v, alliances, now)
	for _, id := range sortedKeys(alliances) {
		alliance := alliances[id]
		if alliance.Status != membership.Open {
			continue
		}
		kept, err := recorded(v, membership.GetCharter{Alliance: id})
		if err != nil {
			continue // the replay has named it
		}
		for _, reach := range kept.Charter.Reaches(membership.CompositionNow(kept.Charter, alliance.Founders, members[id], seats[id])) {
			if kept.Charter.Alarming(reach) {
				found = append(found, outOfReach(id, reach))
			}
		}
	}
	return found
}

func outOfReach(alliance string, reach charter.Reach) chain.Finding {
	code, rule := RuleOutOfReach, string(reach.Rule)
	if reach.State == charter.OneBlocks {
		code = RuleOneBlocks
	}
	if reach.Emergency {
		rule = "emergency " + rule
	}
	return warning(code, chain.Place{}, "alliance", alliance, "rule", rule, "members", fmt.Sprint(reach.Members))
}

// membersNow are the members of alliances as they are at a moment, and who has sat in their organs.
func membersNow(v View, alliances map[string]membership.Alliance, now time.Time) (map[string][]membership.Member, map[string][]membership.SeatNow) {
	members, seats, byKey := map[string][]membership.Member{}, map[string][]membership.SeatNow{}, map[string]membership.MembershipNow{}
	each(v, "membership", func(_ membership.Key, m membership.Membership, _ chain.Place) {
		is := m.AsOf(alliances[m.Alliance], alliances[m.Party], now)
		byKey[m.Alliance+" "+m.Party] = is
		if len(m.Periods) == 0 {
			return
		}
		period := m.Periods[len(m.Periods)-1]
		period.State = is.State
		members[m.Alliance] = append(members[m.Alliance], membership.Member{Membership: is, Period: period})
	})
	each(v, "seat", func(_ membership.Key, s membership.Seat, _ chain.Place) {
		seats[s.Alliance] = append(seats[s.Alliance], s.AsOf(byKey[s.Alliance+" "+s.Party], now))
	})
	return members, seats
}
