package contract_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/chaincode/contract"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/refusal"
)

const registers = `{"request":"register","kind":"enterprise","names":{"en":"Cisco"}}`

// An MSP whose ID is no slug is told what to do, may ask all questions, and once its host is
// named its parties act as any other's.
func TestNamedHost(t *testing.T) {
	t.Parallel()
	e := newEndorser(t)
	who, host := enrolled(t, "Org1MSP", "cisco@org1.msp"), operator(t, "Org1MSP", "true")
	require.Equal(t, map[string]string{"msp": "Org1MSP", "host": "org1.msp"}, e.refused(refusal.HostUnnamed, who, "RegisterParty", registers).Params)
	names := []string{"org1.msp", "org1-e485d4c6193084f8.msp"}
	require.Equal(t, contract.Version{
		Chaincode: contract.Release, Engine: charter.Engine, MSP: "Org1MSP", Hosts: names, Party: "cisco@org1.msp", Key: who.key,
	}, evaluate[contract.Version](e, who, "Version", ""))
	require.Empty(t, evaluate[membership.Parties](e, who, "ListParties", `{}`).Parties)

	e.refused(refusal.NoOperatorAttribute, who, "NameHost", `{"host":"org1.msp"}`)
	e.refused(refusal.NoOperatorAttribute, operator(t, "Org1MSP", "True"), "NameHost", `{"host":"org1.msp"}`)
	e.refused(refusal.HostUnfit, host, "NameHost", `{"host":"industry"}`)
	e.refused(refusal.HostUnfit, operator(t, "Evil", "true"), "NameHost", `{"host":"org1.msp"}`)
	event := e.submit(host, membership.NameHost{Host: "org1.msp"})
	require.Equal(t, []string{"host:org1.msp", "Org1MSP"}, []string{event.By, event.Subject})
	e.refused(refusal.HostTaken, operator(t, "Org1", "true"), "NameHost", `{"host":"org1.msp"}`)

	version := evaluate[contract.Version](e, who, "Version", "")
	require.Equal(t, []string{"org1.msp", "Org1MSP"}, []string{version.Host, version.MSP})
	require.Empty(t, version.Hosts)
	e.submit(who, membership.RegisterParty{Request: "register", Kind: charter.Enterprise, Names: map[string]string{"en": "Cisco"}})
	e.refused(refusal.ForeignHost, enrolled(t, "Org1MSP", "cisco@org1"), "RegisterParty", registers)
	e.refused(refusal.HostUnnamed, enrolled(t, "org1.msp", "other@org1.msp"), "RegisterParty", registers)
}

// hosts names a host whose MSP ID is no slug.
func (e *endorser) hosts(asking identity) {
	e.t.Helper()
	e.submit(operator(e.t, "Org2.Example", "true"), membership.NameHost{Host: "org2-example.msp"})
	host := evaluate[membership.Host](e, asking, "GetHost", `{"id":"org2-example.msp"}`)
	require.Equal(e.t, "Org2.Example", host.MSP)
	require.Equal(e.t, []membership.Host{host}, evaluate[membership.Hosts](e, asking, "ListHosts", `{}`).Hosts)
}
