package console_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// Who applies asks for weights, and others are proposed by a form: in measures in which members
// have their own, with those that they would replace.
func TestWeights(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.register("intel@association", "Intel")
	intel, ibm := serve(t, "intel@association", w.ledger("intel@association"), nil), serve(t, "ibm@industry", w.ledger("ibm@industry"), nil)
	asked := intel.open("/do/join?alliance=" + league)
	require.Contains(t, asked.body, `name="weights.population"`)
	require.Contains(t, asked.body, "the weight of the class counts")
	require.Contains(t, ibm.open("/do/propose-reclassify?alliance="+league).body, "take the place of all")
	require.NotContains(t, asked.body, `name="weights.seats"`, "members have none of their own there")
	intel.act("/do/join?alliance="+league, "class", "member", "weights.population", " ４０", "weights.dues", "3")
	seen := ibm.open(linkTo(t, ibm.open("/"), "/do/endorse"))
	require.Contains(t, seen.body, "dues=3, population=40", "who decides sees them")
	ibm.act(linkTo(t, ibm.open("/"), "/do/endorse"), "position", "for")
	ibm.act(linkTo(t, ibm.open("/"), "/do/decide"))
	weights := func() charter.Weights {
		is, err := client.Ask(t.Context(), w.ibm, membership.GetMembership{Alliance: league, Party: "intel@association"})
		require.NoError(t, err)
		return is.Weights
	}
	require.Equal(t, charter.Weights{"population": 40, "dues": 3}, weights())

	reclassify := "/do/propose-reclassify?alliance=" + league
	for _, wrong := range []string{"1,000", "4.5", "many", "-1", "1000000001", "99999999999999999999"} {
		bad := ibm.preview(reclassify, "subject", "intel@association", "weights.population", wrong, "reason", "kept")
		require.Equal(t, http.StatusUnprocessableEntity, bad.status, wrong)
		require.Contains(t, bad.body, `name="weights.population" inputmode="numeric" maxlength="20" value="`+wrong+`"`)
		require.Contains(t, bad.body, "kept")
	}
	nothing := ibm.preview(reclassify, "subject", "intel@association")
	require.Contains(t, nothing.body, "REQUIRED")
	unknown := ibm.preview(reclassify, "subject", "intel@association", "weights.height", "3")
	require.Contains(t, unknown.body, "UNKNOWN_MEASURE")
	preview := ibm.preview(reclassify, "subject", "intel@association", "weights.population", "50")
	require.Equal(t, http.StatusOK, preview.status, preview.body)
	for _, said := range []string{"Weight: Population", "<bdi>50</bdi>", "Weights of its own now", "dues=3, population=40"} {
		require.Contains(t, preview.body, said)
	}
	require.Contains(t, ibm.open(linkTo(t, preview, "/do/propose-reclassify")).body, `value="50"`, "what was entered can be changed")
	require.Equal(t, http.StatusOK, ibm.send("/sign", preview.hidden()).status)
	ibm.act(linkTo(t, ibm.open("/"), "/do/endorse"), "position", "for")
	ibm.act(linkTo(t, ibm.open("/"), "/do/decide"))
	require.Equal(t, charter.Weights{"population": 50}, weights())
	member, err := client.Ask(t.Context(), w.ibm, membership.GetMembership{Alliance: league, Party: "intel@association"})
	require.NoError(t, err)
	require.Equal(t, "member", member.Class, "what was left out stays")
}

// A choice that may stay empty can, even if there is one thing to choose: nobody acts for an
// alliance that mandated the party without having said so.
func TestChoiceStaysEmpty(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := serve(t, "ibm@industry", w.ledger("ibm@industry"), nil)
	small := bylaws()
	small.Classes = small.Classes[:1]
	w.submit(w.ibm, membership.FoundAlliance{
		Request: client.NewRequest(), Slug: "small", Names: form.Names{"en": "Small"}, Founders: []string{"ibm@industry"}, Charter: small,
	})
	page := b.open("/do/propose-reclassify?alliance=small@industry").body
	require.Regexp(t, `<select id="class" name="class">\s*<option value="">—</option>`, page)
	require.Regexp(t, `<select id="subject" name="subject" required>\s*<option value="ibm@industry" selected>`, page)
}
