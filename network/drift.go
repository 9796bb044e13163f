package network

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"allianceregistry/network/change"
	"allianceregistry/network/channel"
	"allianceregistry/network/hostfile"
	"allianceregistry/network/words"
)

// The channel and the registry can drift apart: a host is suspended or expelled from the
// alliance whose ledger it runs, and is in the channel still; or a member has no host. Who
// decides that is the alliance; what is to be done about it, the hosts' administrators.

// Drift is one host, or one member that has none.
type Drift struct {
	Host  string `json:"host,omitempty"` // empty for a member with no host
	Party string `json:"party"`
	// State is the party's in the alliance: active, suspended, how its membership ended
	// (left, expelled, …), or none if it never was a member. Of a party that is only assumed
	// to run the host, none may mean that another runs it.
	State string `json:"state"`
	// Orderers are the addresses at which the host's orderers take part in ordering.
	Orderers []string `json:"orderers,omitempty"`
}

// States of a party, beside how a membership ended.
const (
	StateActive    = "active"
	StateSuspended = "suspended"
	StateNone      = "none"
)

// Departed reports whether a host is in the channel whose party is no longer a member.
func (d Drift) Departed() bool {
	return d.Host != "" && d.State != StateActive && d.State != StateSuspended && d.State != StateNone
}

// Suspended reports whether a host's party is suspended.
func (d Drift) Suspended() bool { return d.Host != "" && d.State == StateSuspended }

// NeverMember reports whether a host is in the channel whose party never was a member.
func (d Drift) NeverMember() bool { return d.Host != "" && d.State == StateNone }

// Leaving returns the host that is to be taken out next: the named one, or else the first
// whose party is no longer a member. A suspended one has to be named: its alliance may
// reinstate it tomorrow. So has one whose party never was a member: another may run it, of
// which nobody has told. It refuses if there is none, and a host whose party is a member in
// good standing.
func Leaving(lines []Drift, name string) (Drift, error) {
	var unnamed []string
	for _, line := range lines {
		switch {
		case line.Host == "" || name != "" && line.Host != name:
		case line.Departed(), name != "" && line.State != StateActive:
			return line, nil
		case name != "":
			return Drift{}, words.Of("drift.member", "host", name, "party", line.Party)
		case line.State != StateActive:
			unnamed = append(unnamed, line.Host)
		}
	}
	switch {
	case name != "":
		return Drift{}, words.Of("change.absent", "name", name)
	case len(unnamed) > 0:
		return Drift{}, words.Of("drift.named", "hosts", strings.Join(unnamed, ", "))
	}
	return Drift{}, words.Of("drift.nothing")
}

// DraftLeaving drafts the next change by which a host is taken out: of its orderers first,
// one at a time, and of the host at last.
func (n *Network) DraftLeaving(ctx context.Context, leaving Drift) (change.Change, error) {
	if len(leaving.Orderers) > 0 {
		return n.DraftChange(ctx, change.RemoveOrderer(leaving.Orderers[0], n.OwnOrderers()...))
	}
	return n.DraftChange(ctx, change.RemoveHost(leaving.Host))
}

// Drift lays the channel and an alliance's roster side by side. Which party runs a host says
// parties, by host; of others it is the one named after the host, HOST@HOST.
func (n *Network) Drift(ctx context.Context, alliance string, parties map[string]string) ([]Drift, error) {
	if err := n.requireRunning(KindPeer, n.localNames()[0]); err != nil {
		return nil, err
	}
	for host := range parties {
		if !slices.Contains(n.topology.Hosts, host) {
			return nil, words.Of("host.none", "host", host, "hosts", strings.Join(n.topology.Hosts, ", "))
		}
	}
	roster, err := n.roster(ctx, alliance)
	if err != nil {
		return nil, err
	}
	config, err := n.config(ctx)
	if err != nil {
		return nil, err
	}
	view, err := channel.NewView(config)
	if err != nil {
		return nil, err
	}
	lines := compare(view, parties, roster)
	for i, line := range lines {
		if line.State == "" {
			if lines[i].State, err = n.membershipState(ctx, alliance, line.Party); err != nil {
				return nil, err
			}
		}
	}
	return lines, nil
}

// compare lays both side by side: the hosts, and then the members with none. The state of a
// host's party that is not in the roster stays empty.
func compare(view channel.View, parties map[string]string, roster map[string]string) []Drift {
	var lines []Drift
	with := map[string]bool{}
	for _, host := range view.Hosts {
		party := parties[host.Name]
		if party == "" {
			party = host.Name + "@" + host.Name
		}
		with[party] = true
		line := Drift{Host: host.Name, Party: party, State: roster[party]}
		for _, orderer := range view.Orderers {
			if orderer.Orders && orderer.Organization == hostfile.OrdererMSP(host.Name) {
				line.Orderers = append(line.Orderers, orderer.Address)
			}
		}
		lines = append(lines, line)
	}
	var without []string
	for party := range roster {
		if !with[party] {
			without = append(without, party)
		}
	}
	slices.Sort(without)
	for _, party := range without {
		lines = append(lines, Drift{Party: party, State: roster[party]})
	}
	return lines
}

// ask asks the own peer's chaincode a question.
func (n *Network) ask(ctx context.Context, question string, argument, answer any) error {
	encoded, err := json.Marshal(argument)
	if err != nil {
		return err
	}
	ctor, err := json.Marshal(map[string][]string{"Args": {question, string(encoded)}})
	if err != nil {
		return err
	}
	out, err := n.queryAt(ctx, n.localHosts()[0], string(ctor))
	if err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(out), answer); err != nil {
		return fmt.Errorf("%s: %w", question, err)
	}
	return nil
}

// roster returns the state of every member of an alliance, by party.
func (n *Network) roster(ctx context.Context, alliance string) (map[string]string, error) {
	states := map[string]string{}
	for bookmark := ""; ; {
		var page struct {
			Members []struct {
				Membership struct{ Party, State string }
			}
			Next string
		}
		argument := map[string]string{"alliance": alliance}
		if bookmark != "" {
			argument["bookmark"] = bookmark
		}
		err := n.ask(ctx, "GetRoster", argument, &page)
		if err != nil && strings.Contains(err.Error(), "UNKNOWN_RECORD") {
			return nil, words.Of("drift.unknown", "alliance", alliance)
		}
		if err != nil {
			return nil, words.Of("drift.roster", "alliance", alliance, "cause", err)
		}
		for _, member := range page.Members {
			states[member.Membership.Party] = member.Membership.State
		}
		if bookmark = page.Next; bookmark == "" {
			return states, nil
		}
	}
}

// membershipState returns how the membership of a party ended that is not in the roster.
func (n *Network) membershipState(ctx context.Context, alliance, party string) (string, error) {
	var membership struct{ State, Ending string }
	err := n.ask(ctx, "GetMembership", map[string]string{"alliance": alliance, "party": party}, &membership)
	switch {
	case err != nil && strings.Contains(err.Error(), "UNKNOWN_RECORD"):
		return StateNone, nil
	case err != nil:
		return "", words.Of("drift.roster", "alliance", alliance, "cause", err)
	case membership.Ending != "":
		return membership.Ending, nil
	}
	return membership.State, nil
}
