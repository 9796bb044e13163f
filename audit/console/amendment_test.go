package console_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/index/indextest"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// TestWhatIsProposed: a proposal to amend says what it changes in the charter; one of a seat
// says in which organ it is, also on the record of the decision.
func TestWhatIsProposed(t *testing.T) {
	t.Parallel()
	const founder = "a@industry"
	w := indextest.New(3)
	w.Must(founder, membership.RegisterParty{Request: w.Request(), Kind: charter.Enterprise, Names: form.Names{"en": "A"}})
	rules := indextest.Charter()
	rules.Organs = []charter.Organ{{ID: "council", Names: form.Names{"en": "High council", "zh": "理事会"}, Seats: 3}}
	rules.Classes[0].Rights = append(rules.Classes[0].Rights, charter.SeatRight)
	rules.Rules[charter.Amend], rules.Rules[charter.SeatAction] = rules.Rules[charter.Resolve], rules.Rules[charter.Resolve]
	discussed := *rules.Rules[charter.Resolve]
	discussed.Discussion, discussed.Expiry = "PT1H", "P7D"
	rules.Rules[charter.Dissolve] = &discussed
	w.Must(founder, membership.FoundAlliance{Request: w.Request(), Slug: "hall", Names: form.Names{"en": "Hall"}, Founders: []string{founder}, Charter: rules})
	file := func(p membership.Propose) string {
		p.Request, p.Alliance = w.Request(), "hall@industry"
		event, err := w.Send(founder, p)
		require.NoError(t, err)
		w.Commit()
		return event.Proposal
	}
	draft := rules
	draft.Classes = append([]charter.Class{}, rules.Classes...)
	draft.Classes[1].Names = form.Names{"en": "Guest of the house"}
	amend := file(membership.Propose{Action: charter.Amend, Charter: &draft})
	seat := file(membership.Propose{Action: charter.SeatAction, Subject: founder, Organ: "council", Reason: "by rotation"})
	group := file(membership.Propose{Action: charter.Reclassify, Subject: founder, Group: founder})
	filed := file(membership.Propose{Action: charter.Dissolve})
	w.Must(founder, membership.Endorse{Request: w.Request(), Proposal: seat, Position: charter.For})
	w.Must(founder, membership.Decide{Proposal: seat})
	w.Commit()
	h := handler(t, indexed(t, w))
	for path, wanted := range map[string][]string{
		"/proposals/" + amend:                        {"What it changes in the charter", "Guest of the house", "The draft, whole (JSON)"},
		"/proposals/" + amend + "?lang=zh":           {"对章程的修改", "草案全文"},
		"/proposals/" + seat:                         {"High council", "by rotation"},
		"/decisions/" + seat + "/record":             {"High council", "by rotation"},
		"/proposals/" + group:                        {"Affiliate group"},
		"/alliances/hall@industry/proposals?lang=zh": {"授予席位"},
	} {
		page := get(t, h, path, http.StatusOK)
		for _, want := range wanted {
			require.Contains(t, page, want, path)
		}
	}
	before := get(t, h, "/proposals/"+filed, http.StatusOK)
	require.Contains(t, before, "It has not been put to the vote")
	require.NotContains(t, before, "out of reach", "nobody may vote yet")
	require.NotContains(t, get(t, h, "/proposals/"+seat, http.StatusOK), "The draft, whole")
}

// TestVouching: who voted to suspend somebody has not vouched for it; what it voted on stands
// beside each vote.
func TestVouching(t *testing.T) {
	t.Parallel()
	h := handler(t, recorded(t, "raft"))
	_, vouched, _ := strings.Cut(get(t, h, zgc+"/movement", http.StatusOK), "Who vouched for whom")
	require.Contains(t, vouched, "sample-university@academia")
	require.NotRegexp(t, `<td class="number">[2-9]`, vouched, "each endorsed each application once")
	party := get(t, h, "/parties/sample-university@academia", http.StatusOK)
	_, votes, _ := strings.Cut(party, "Endorsements of proposals about it")
	require.Contains(t, votes, ">suspend</a>")
	require.Contains(t, votes, ">admit</a>")
}
