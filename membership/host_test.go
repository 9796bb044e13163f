package membership_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/memledger"
	"allianceregistry/membership/refusal"
)

// Hosts whose MSP IDs are Org1MSP and Org2.Example.
const (
	org1 = "org1.msp"
	org2 = "org2-example.msp"
)

// withHosts has both hosts named.
func withHosts(w *world) *world {
	for _, host := range []string{org1, org2} {
		w.must(operatorOf(host), membership.NameHost{Host: host})
	}
	return w
}

// operatorAt is an operator of an MSP.
func operatorAt(msp string) membership.Caller {
	return membership.Caller{MSP: msp, Key: keyOf("operator of " + msp), Operator: true}
}

// enrolledAt is a party's key, as the certificate of an MSP has it.
func enrolledAt(msp, party string) membership.Caller {
	return membership.Caller{MSP: msp, Key: keyOf(party), Party: party}
}

// A host that was named is a host as any other: its parties register, found, join, vote.
func TestNamedHost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	event := w.must(operatorOf(org1), membership.NameHost{Host: org1})
	require.Equal(t, membership.Event{
		Schema: 1, Type: membership.HostNamed, Tx: "tx0001", Time: w.now, By: "host:org1.msp", Subject: "Org1MSP",
	}, event)
	require.Equal(t, membership.Host{Schema: 1, ID: org1, MSP: "Org1MSP", Named: w.stamp()}, ask(w, membership.GetHost{ID: org1}))
	a, b := "a@"+org1, "b@"+org2
	w.must(operatorOf(org2), membership.NameHost{Host: org2})
	for _, party := range []string{a, b, cas} {
		w.must(as(party), registration(party, charter.Enterprise))
	}
	w.must(as(a), membership.AddAuthority{Request: "add", Host: org1, Key: keyOf("spare"), Role: membership.Officer})
	w.must(as(a), membership.AddAuthority{Request: "move", Host: org2, Key: keyOf("moved"), Role: membership.Officer})
	w.must(with(at(as(a), org2), "moved"), membership.RemoveAuthority{Request: "remove", Host: org1, Key: keyOf(a)})
	w.must(operatorOf(org1), membership.AskRecovery{Request: "ask", Party: a, Key: keyOf("new")})
	require.Len(t, ask(w, membership.ListHosts{}).Hosts, 2)
}

// What is sent again answers with its first time, and writes nothing.
func TestNameHostAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.must(operatorOf(org1), membership.NameHost{Host: org1})
	before := w.ledger.State()
	again, err := w.apply(membership.Caller{MSP: "Org1MSP", Key: keyOf("another operator"), Operator: true}, membership.NameHost{Host: org1})
	require.NoError(t, err)
	require.Equal(t, first, again)
	w.requireState(before)
}

// An MSP whose ID is a slug reads and writes nothing for it.
func TestSlugNeedsNoName(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	watched := reading{w.ledger.Begin("tx"), map[string]bool{}, map[string]string{}}
	_, err := membership.Apply(watched, w.tx(as(acme)), registration(acme, charter.Enterprise))
	require.NoError(t, err)
	for key := range watched.read {
		require.False(t, strings.HasPrefix(key, "host\x00"), key)
	}
}

// Of two names of one MSP that are sent at once one takes effect, and of two MSPs that want
// one name one has it.
func TestNamesAtOnce(t *testing.T) {
	t.Parallel()
	names := form.HostNames("Org1MSP")
	for name, senders := range map[string][2]simulationOf{
		"fail/two names of one MSP": {{"Org1MSP", names[0]}, {"Org1MSP", names[1]}},
		"fail/one name of two MSPs": {{"Org1MSP", org1}, {"ORG1", org1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			var block []simulation
			for _, sender := range senders {
				block = append(block, w.simulate(operatorAt(sender.msp), membership.NameHost{Host: sender.host}))
			}
			require.Equal(t, []memledger.Code{memledger.Valid, memledger.MVCCConflict}, w.commit(block...))
		})
	}
}

type simulationOf struct{ msp, host string }

// misnaming is a refusal on a ledger where the hosts of some MSPs are named.
func misnaming(code refusal.Code, caller membership.Caller, transaction membership.Transaction) denial {
	return denial{code, func(t *testing.T) error {
		w := withHosts(populated(t))
		w.must(operatorAt("Industry"), membership.NameHost{Host: "industry.msp"})
		before := w.ledger.State()
		_, err := w.apply(caller, transaction)
		w.requireState(before)
		return err
	}}
}

var hostRefusals = map[string]denial{
	"fail/unnamed: registers":                 misnaming(refusal.HostUnnamed, enrolledAt("Org3MSP", "a@org3.msp"), registration("a@org3.msp", charter.Enterprise)),
	"fail/unnamed: registers as its MSP":      misnaming(refusal.HostUnnamed, enrolledAt("Org3MSP", "a@Org3MSP"), registration("a@Org3MSP", charter.Enterprise)),
	"fail/unnamed: without a party":           misnaming(refusal.HostUnnamed, enrolledAt("Org3MSP", ""), vote),
	"fail/unnamed: decides":                   misnaming(refusal.HostUnnamed, enrolledAt("Org3MSP", cisco), membership.Decide{Proposal: pending}),
	"fail/unnamed: its operator asks":         misnaming(refusal.HostUnnamed, operatorAt("Org3MSP"), askingNew),
	"fail/unnamed: no MSP ID":                 misnaming(refusal.HostUnnamed, enrolledAt("", cisco), joining("j")),
	"fail/unnamed: one that is named so":      misnaming(refusal.HostUnnamed, enrolledAt(org1, "a@"+org1), registration("a@"+org1, charter.Enterprise)),
	"fail/unnamed: one of another case":       misnaming(refusal.HostUnnamed, enrolledAt("ORG1MSP", "a@"+org1), registration("a@"+org1, charter.Enterprise)),
	"fail/name: by a party":                   misnaming(refusal.NoOperatorAttribute, enrolledAt("Org3MSP", "a@org3.msp"), membership.NameHost{Host: "org3.msp"}),
	"fail/name: no host":                      misnaming(refusal.BadID, operatorAt("Org3MSP"), membership.NameHost{}),
	"fail/name: as the MSP":                   misnaming(refusal.BadID, operatorAt("Org3MSP"), membership.NameHost{Host: "Org3MSP"}),
	"fail/name: a slug":                       misnaming(refusal.HostUnfit, operatorAt("Industry2"), membership.NameHost{Host: "industry2"}),
	"fail/name: another's MSP ID":             misnaming(refusal.HostUnfit, operatorAt("Evil"), membership.NameHost{Host: "industry"}),
	"fail/name: another's name":               misnaming(refusal.HostUnfit, operatorAt("Evil"), membership.NameHost{Host: org1}),
	"fail/name: a name of its own choice":     misnaming(refusal.HostUnfit, operatorAt("Evil"), membership.NameHost{Host: "good.msp"}),
	"fail/name: one that another has":         misnaming(refusal.HostTaken, operatorAt("ORG1"), membership.NameHost{Host: org1}),
	"fail/name: a second name":                misnaming(refusal.HostIsNamed, operatorAt("Org1MSP"), membership.NameHost{Host: "org1-e485d4c6193084f8.msp"}),
	"fail/name: another's, after its own":     misnaming(refusal.HostIsNamed, operatorAt("Org1MSP"), membership.NameHost{Host: org2}),
	"fail/name: a slug, itself":               misnaming(refusal.HostIsNamed, operatorAt("industry"), membership.NameHost{Host: "industry"}),
	"fail/name: a slug, another":              misnaming(refusal.HostIsNamed, operatorAt("industry"), membership.NameHost{Host: "industry.msp"}),
	"fail/name: an ID that nobody can read":   misnaming(refusal.BadText, operatorAt("Org3\u202e"), membership.NameHost{Host: "org3.msp"}),
	"fail/name: an ID that is no text":        misnaming(refusal.BadText, operatorAt("Org3\xff"), membership.NameHost{Host: "org3.msp"}),
	"fail/name: an ID that is nothing":        misnaming(refusal.Required, operatorAt(""), membership.NameHost{Host: form.HostNames("")[0]}),
	"fail/name: an ID that is too long":       misnaming(refusal.TooLong, operatorAt(strings.Repeat("A", 201)), membership.NameHost{Host: form.HostNames(strings.Repeat("A", 201))[0]}),
	"fail/name: by the rules of version 2":    {refusal.UnknownTransaction, namedByTwo},
	"fail/host: another's party":              misnaming(refusal.ForeignHost, at(as("x@"+org1), org2), registration("x@"+org1, charter.Enterprise)),
	"fail/host: a party of the like MSP slug": misnaming(refusal.ForeignHost, enrolledAt("Industry", "x@industry"), registration("x@industry", charter.Enterprise)),
	"fail/host: a key of the like MSP slug":   misnaming(refusal.UnknownKey, enrolledAt("Industry", cisco), membership.Leave{Request: "l", Alliance: zgc}),
}

func namedByTwo(t *testing.T) error {
	w := newWorld(t)
	w.engine = charter.EngineTwo
	_, err := w.apply(operatorOf(org1), membership.NameHost{Host: org1})
	return err
}

// Questions have no caller: who has no name yet may ask them all. What a refusal says of a
// host is enough to do something about it.
func TestHostRefusalsSayWhatToDo(t *testing.T) {
	t.Parallel()
	w := withHosts(newWorld(t))
	_, err := w.apply(enrolledAt("Org3MSP", "a@org3.msp"), joining("j"))
	require.Equal(t, map[string]string{"msp": "Org3MSP", "host": "org3.msp"}, requireCode(t, refusal.HostUnnamed, err).Params)
	_, err = w.apply(operatorAt("ORG1"), membership.NameHost{Host: org1})
	require.Equal(t, map[string]string{"host": org1, "msp": "Org1MSP"}, requireCode(t, refusal.HostTaken, err).Params)
	_, err = w.apply(operatorAt("Evil"), membership.NameHost{Host: org1})
	require.Equal(t, map[string]string{
		"host": org1, "msp": "Evil", "hosts": strings.Join(form.HostNames("Evil"), ", "),
	}, requireCode(t, refusal.HostUnfit, err).Params)
	_, err = w.apply(operatorAt("Org1MSP"), membership.NameHost{Host: org2})
	require.Equal(t, map[string]string{"msp": "Org1MSP", "host": org1}, requireCode(t, refusal.HostIsNamed, err).Params)
	_, err = w.apply(enrolledAt("Org3MSP", "a@org3.msp"), membership.NameHost{Host: "org3.msp"})
	require.Equal(t, map[string]string{"host": "Org3MSP"}, requireCode(t, refusal.NoOperatorAttribute, err).Params)
}

// A record that is wrong is nobody's name, whoever wrote it.
func TestForgedNames(t *testing.T) {
	t.Parallel()
	for name, record := range map[string]membership.Host{
		"fail/a slug's":        {Schema: 1, ID: "industry", MSP: "Evil"},
		"fail/another's name":  {Schema: 1, ID: org1, MSP: "Evil"},
		"fail/a name of no ID": {Schema: 1, ID: "good.msp", MSP: "Evil"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			forged := w.ledger.Begin("forged")
			text, err := json.Marshal(record)
			require.NoError(t, err)
			require.NoError(t, forged.Put(membership.HostKey(record.ID), text))
			w.ledger.Commit(forged)
			_, err = membership.HostOf(w.ledger.Begin("q"), "Evil")
			requireCode(t, refusal.HostUnnamed, err)
			host, err := membership.HostOf(w.ledger.Begin("q"), "industry")
			require.NoError(t, err)
			require.Equal(t, "industry", host)
		})
	}
}

// msps are MSP IDs that come close to each other: in letters, in names, in the names'
// endings.
var msps = []string{
	"Org1MSP", "ORG1MSP", "Org1", "org1", "org1.msp", "org1-msp", "org1-e485d4c6193084f8", "Org1-e485d4c6193084f8",
	"industry", "Industry", "INDUSTRY.msp", "组织一", "组织二", "MSP", "msp", "",
}

// wishes are all names that any of them could have, and the IDs themselves.
func wishes() []string {
	all := slices.Clone(msps)
	for _, msp := range msps {
		all = append(all, form.HostNames(msp)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// mapping is which MSP is which host, as it has been seen.
type mapping struct {
	*world
	hosts map[string]string // by the MSP
}

// look wants that one MSP has one host, one host is one MSP, and what was so is so.
func (m *mapping) look(t tester) {
	owners := map[string]string{}
	for _, msp := range msps {
		host, err := membership.HostOf(m.ledger.Begin("q"), msp)
		was, known := m.hosts[msp]
		if err != nil {
			requireCode(t, refusal.HostUnnamed, err)
			require.False(t, known, "%q had the host %s", msp, was)
			continue
		}
		require.True(t, !known || host == was, "%q was %s and is %s", msp, was, host)
		require.Empty(t, owners[host], "%s is %q and %q", host, owners[host], msp)
		require.Contains(t, form.HostNames(msp), host)
		if form.CheckSlug("msp", msp) == nil {
			require.Equal(t, msp, host)
		}
		m.hosts[msp], owners[host] = host, msp
	}
	records := ask(m.world, membership.ListHosts{}).Hosts
	for _, record := range records {
		require.Equal(t, record.ID, m.hosts[record.MSP])
		require.Error(t, form.CheckSlug("host", record.ID))
	}
	named := 0
	for msp := range m.hosts {
		if form.CheckSlug("msp", msp) != nil {
			named++
		}
	}
	require.Len(t, records, named)
}

// No transactions give one MSP two hosts or one host two MSPs, or change which is which:
// whatever three of a few MSPs send, in every order.
func TestNamesForEver(t *testing.T) {
	t.Parallel()
	pairs := []simulationOf{}
	for _, msp := range []string{"Org1MSP", "ORG1MSP", "org1"} {
		for _, host := range []string{org1, "org1-e485d4c6193084f8.msp", form.HostNames("ORG1MSP")[1], "org1"} {
			pairs = append(pairs, simulationOf{msp, host})
		}
	}
	for _, first := range pairs {
		for _, second := range pairs {
			for _, third := range pairs {
				m := &mapping{newWorld(t), map[string]string{}}
				for _, sent := range []simulationOf{first, second, third} {
					_, _ = m.apply(operatorAt(sent.msp), membership.NameHost{Host: sent.host}) // look says what came of it
					m.look(t)
				}
			}
		}
	}
}

// The same of many, in blocks of several at once, with parties that come between.
func TestNamesForEverInBlocks(t *testing.T) {
	t.Parallel()
	all := wishes()
	rapid.Check(t, func(t *rapid.T) {
		m := &mapping{newWorld(t), map[string]string{}}
		for range rapid.IntRange(1, 12).Draw(t, "blocks") {
			var block []simulation
			for range rapid.IntRange(1, 5).Draw(t, "size") {
				caller, transaction := drawNaming(t, all)
				if s := m.simulate(caller, transaction); s.err == nil {
					block = append(block, s)
				}
			}
			m.commit(block...)
			m.look(t)
		}
	})
}

func drawNaming(t *rapid.T, hosts []string) (membership.Caller, membership.Transaction) {
	msp := rapid.SampledFrom(msps).Draw(t, "msp")
	host := rapid.SampledFrom(hosts).Draw(t, "host")
	if rapid.Bool().Draw(t, "own") {
		host = rapid.SampledFrom(form.HostNames(msp)).Draw(t, "own host")
	}
	if rapid.IntRange(0, 4).Draw(t, "what") == 0 {
		party := fmt.Sprintf("p%d@%s", rapid.IntRange(0, 1).Draw(t, "party"), host)
		return enrolledAt(msp, party), registration(party, charter.Enterprise)
	}
	return operatorAt(msp), membership.NameHost{Host: host}
}

// Whoever is recorded as a party of a host had its certificate from the MSP that this is.
func TestPartiesAreOfTheirHosts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w, all := newWorld(t), wishes()
		senders := map[string]string{}
		for range rapid.IntRange(1, 40).Draw(t, "length") {
			caller, transaction := drawNaming(t, all)
			event, err := w.apply(caller, transaction)
			if err == nil && event.Type == membership.PartyRegistered && event.Tx == w.stamp().Tx {
				senders[event.Party] = caller.MSP
			}
		}
		for party, msp := range senders {
			_, host, err := form.SplitID("party", party)
			require.NoError(t, err)
			own, err := membership.HostOf(w.ledger.Begin("q"), msp)
			require.NoError(t, err)
			require.Equal(t, own, host, "%s was registered by %q", party, msp)
		}
	})
}
