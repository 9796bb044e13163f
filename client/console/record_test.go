package console_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// What the charter has members record is recorded by forms, which the list leads to.
func TestRecords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := serve(t, "ibm@industry", w.ledger("ibm@industry"), nil)
	list := b.open("/do?alliance=" + league)
	bad := b.preview(linkTo(t, list, "/do/figure"), "figure", "attendance", "value", "1,000", "note", "kept as it was")
	require.Equal(t, http.StatusUnprocessableEntity, bad.status)
	require.Contains(t, bad.body, "is no whole number")
	require.Contains(t, bad.body, "kept as it was")
	preview := b.preview(linkTo(t, list, "/do/figure"), "figure", "attendance", "value", "12", "note", "the spring meeting")
	require.Contains(t, preview.body, "Attendance · attendance")
	require.Equal(t, http.StatusOK, b.send("/sign", preview.hidden()).status)
	b.act(linkTo(t, list, "/do/dues"), "subject", "ibm@industry", "until", "2099-12-31")
	recorded, err := w.ibm.Figures(t.Context(), league, "attendance")
	require.NoError(t, err)
	require.Len(t, recorded, 1)
	require.Equal(t, 12, recorded[0].Value)
	require.Equal(t, "the spring meeting", recorded[0].Note)
	require.Equal(t, 1, w.count(membership.PaymentRecorded))
}

// An officer adds a key, and removes it; one that is the last officer's stays.
func TestKeys(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := serve(t, "ibm@industry", w.ledger("ibm@industry"), nil)
	home, key := b.open("/"), strings.Repeat("c", 64)
	preview := b.preview(linkTo(t, home, "/do/add-key"), "host", "industry", "key", strings.ToUpper(key), "role", "delegate")
	require.Contains(t, preview.body, key, "as it is signed")
	require.Contains(t, preview.body, "delegate")
	require.Equal(t, http.StatusOK, b.send("/sign", preview.hidden()).status)
	keys := func() (active []string) {
		found, err := client.Ask(t.Context(), w.ibm, membership.ListAuthorities{Party: "ibm@industry"})
		require.NoError(t, err)
		for _, one := range found.Authorities {
			if one.State == membership.AuthorityActive {
				active = append(active, one.Key)
			}
		}
		return active
	}
	require.Contains(t, keys(), key)
	b.act(linkTo(t, home, "/do/remove-key"), "authority", "industry "+key)
	require.Len(t, keys(), 1)
	last := b.preview("/do/remove-key", "authority", "industry "+keys()[0])
	require.Equal(t, http.StatusUnprocessableEntity, last.status)
	require.Contains(t, last.body, "LAST_OFFICER")
	other := b.preview("/do/remove-key", "authority", "academia "+key)
	require.Equal(t, http.StatusUnprocessableEntity, other.status, "a key of nobody's")
	b.act(linkTo(t, home, "/do/replace-key"), "host", "industry", "key", strings.Repeat("d", 64))
	require.Equal(t, []string{strings.Repeat("d", 64)}, keys())
}

// Whom an alliance mandated acts for it by the same forms; who is not mandated is not asked.
func TestForAnAlliance(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := serve(t, "ibm@industry", w.ledger("ibm@industry"), nil)
	bylaws := bylaws()
	bylaws.Classes[0].Kinds = []charter.Kind{charter.Enterprise, charter.AllianceKind}
	w.submit(w.ibm, membership.FoundAlliance{
		Request: client.NewRequest(), Slug: "above", Names: form.Names{"en": "Above"}, Founders: []string{"ibm@industry"}, Charter: bylaws,
	})
	join := "/do/join?alliance=above@industry"
	require.NotContains(t, b.open(join).body, `name="as"`)
	b.act("/do/propose-mandate?alliance="+league, "subject", "ibm@industry", "until", "2099-12-31")
	b.act(linkTo(t, b.open("/"), "/do/endorse"), "position", "for")
	b.act(linkTo(t, b.open("/"), "/do/decide"))
	require.Regexp(t, `name="as">\s*<option value="">[^<]*</option><option value="`+league+`">`, b.open(join).body, "offered, and not chosen: a browser takes the first")
	preview := b.preview(join, "class", "member", "as", league)
	require.Contains(t, preview.body, "For an alliance that mandated you")
	require.Equal(t, http.StatusOK, b.send("/sign", preview.hidden()).status)
	proposals, err := w.ibm.Proposals(t.Context(), "above@industry")
	require.NoError(t, err)
	require.Equal(t, league, proposals[0].Subject)
}

// What a rule may demand has a field: evidence of a proposal, and the affiliate group alone that
// a member is reclassified to. A document is chosen where its digest is wanted, a key is not.
func TestProposeWithAllThatARuleDemands(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.submit(w.register("intel@association", "Intel"), membership.Join{Request: "j", Alliance: league, Class: "member"})
	b := serve(t, "ibm@industry", w.ledger("ibm@industry"), nil)
	b.act(linkTo(t, b.open("/"), "/do/endorse"), "position", "for")
	b.act(linkTo(t, b.open("/"), "/do/decide"))
	evidence := strings.Repeat("e", 64)
	b.act("/do/propose-suspend?alliance="+league, "subject", "intel@association", "evidence", strings.ToUpper(evidence))
	b.act("/do/propose-reclassify?alliance="+league, "subject", "intel@association", "group", "intel@association")
	proposals, err := w.ibm.Proposals(t.Context(), league)
	require.NoError(t, err)
	filed := map[charter.Action]membership.ProposalNow{}
	for _, one := range proposals {
		filed[one.Action] = one
	}
	require.Equal(t, evidence, filed[charter.Suspend].Evidence)
	require.Equal(t, "intel@association", filed[charter.Reclassify].Group)
	require.Contains(t, b.open("/do/propose-resolve?alliance="+league).body, `data-digest="document"`)
	require.NotContains(t, b.open("/do/add-key").body, "data-digest")
}

// Who has a key and is no party yet registers by a form; before that nothing else is offered.
func TestRegister(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := serve(t, "cisco@industry", w.ledger("cisco@industry"), nil)
	home := b.open("/")
	require.Equal(t, http.StatusOK, home.status, home.body)
	require.Contains(t, home.body, "is not registered yet")
	require.Contains(t, home.body, "Hyperledger")
	require.NotContains(t, home.body, "/do/join")
	register := linkTo(t, home, "/do/register")
	require.Contains(t, b.preview(register, "kind", "enterprise", "nameZh", "思科", "recovery", "a week").body, "is no whole number")
	require.Equal(t, http.StatusUnprocessableEntity, b.preview(register, "kind", "enterprise").status, "without a name")
	b.act(register, "kind", "enterprise", "nameZh", "思科", "nameEn", "Cisco", "jurisdiction", "cn", "recovery", "7")
	party, err := client.Ask(t.Context(), w.ibm, membership.GetParty{ID: "cisco@industry"})
	require.NoError(t, err)
	require.Equal(t, form.Names{"zh": "思科", "en": "Cisco"}, party.Names)
	require.Equal(t, "CN", party.Jurisdiction)
	require.EqualValues(t, "P7D", party.Recovery)
	require.NotContains(t, b.open("/").body, "/do/register")
}
