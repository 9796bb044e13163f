package conformance

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"allianceregistry/client"
	"allianceregistry/membership/refusal"
)

// RunFates has something go wrong at every step of a transaction, in every pair of
// ways, and checks what the adapter says became of it against what did. A place
// that shows a trouble which the adapter can be certain of has not got it.
func RunFates(t *testing.T, open Stage, certain ...Trouble) {
	cases := fates(slices.Contains(certain, Forbidden))
	wrong := make([]string, len(cases))
	var all sync.WaitGroup
	turns := make(chan struct{}, 12) // most of them wait for what does not come
	for i, network := range cases {
		turns <- struct{}{}
		all.Go(func() {
			defer func() { <-turns }()
			ledger, end := open(t, network)
			defer end()
			network.certain = certain
			wrong[i] = network.checkReport(ledger)
		})
	}
	all.Wait()
	misjudged := slices.DeleteFunc(wrong, func(line string) bool { return line == "" })
	require.Empty(t, misjudged, "%d of %d:\n%s", len(misjudged), len(cases), strings.Join(misjudged, "\n"))
	t.Logf("%d cases", len(cases))
}

// fates are the ways in which it goes, where a place asks one orderer alone, or
// several.
func fates(alone bool) []*Network {
	var all []*Network
	add := func(endorsing, ordering [2]Trouble, sight Sight, code string) *Network {
		network := &Network{Endorsing: endorsing[:], Ordering: ordering, Sight: sight, Code: code, chain: map[string]bool{}}
		all = append(all, network)
		return network
	}
	well := [2]Trouble{Well, Well}
	peers := []Trouble{Well, ChaincodeDown, Busy, Rejects, Refuses, Breaks}
	orderers := []Trouble{
		Acknowledges, Forgets, BreaksBefore, BreaksAfter, SilentBefore, SilentAfter, UnavailableFirst, UnavailableAfter, Internal, Absent, Forbidden,
	}
	if !alone {
		orderers = append(orderers, ForbiddenAfter)
	}
	for _, first := range peers {
		for _, second := range peers {
			add([2]Trouble{first, second}, [2]Trouble{Acknowledges, Acknowledges}, Seen, client.Valid)
		}
	}
	for _, first := range orderers {
		for _, second := range orderers {
			add(well, [2]Trouble{first, second}, AllLag, client.Valid)
			if first.taken() || second.taken() {
				add(well, [2]Trouble{first, second}, Seen, client.Valid)
				add(well, [2]Trouble{first, second}, OwnLags, client.Valid)
			}
		}
		if first.taken() {
			for _, code := range []string{"MVCC_READ_CONFLICT", "PHANTOM_READ_CONFLICT", "ENDORSEMENT_POLICY_FAILURE"} {
				add(well, [2]Trouble{first, first}, OwnLags, code)
			}
		}
		add(well, [2]Trouble{first, first}, AllLag, client.Valid).cancelWhileOrdering()
	}
	return all
}

// cancelWhileOrdering has the caller give up in the midst of the ordering.
func (n *Network) cancelWhileOrdering() {
	n.context, n.giveUp = context.WithCancel(context.Background())
}

// checkReport submits a transaction and returns what is wrong with the report of what
// became of it, empty if nothing is.
func (n *Network) checkReport(ledger client.Ledger) string {
	ctx := n.context
	if ctx == nil {
		ctx = context.Background()
	}
	limited, cancel := context.WithTimeout(ctx, stepLimit)
	defer cancel()
	commit, err := ledger.Submit(limited, "Decide", []byte("{}"))
	if why := n.checkResult(commit, err); why != "" {
		return fmt.Sprintf("endorse: %s, %s; order: %s, then %s; %s, %s: %s: %v",
			n.Endorsing[0], n.Endorsing[1], n.Ordering[0], n.Ordering[1], n.Sight, n.Code, why, err)
	}
	return ""
}

// checkResult returns why an answer is not what it must be, empty if it is.
func (n *Network) checkResult(commit client.Commit, err error) string {
	var denied *refusal.Error
	var fault *client.Fault
	switch {
	case slices.Equal(n.Endorsing, []Trouble{Well, Well}) && len(n.asked()) == 0:
		return "it never came to be ordered"
	case err == nil && (!n.written() || commit.Code != client.Valid || commit.Tx == ""):
		return "it was not written"
	case err == nil:
		return ""
	case errors.As(err, &denied) && errors.As(err, &fault):
		return "both a refusal and a fault"
	case errors.As(err, &denied):
		return reasonIf(n.ordered(), "refused, and ordered")
	case !errors.As(err, &fault):
		return "neither a refusal nor a fault"
	}
	return n.checkFault(fault)
}

func (n *Network) checkFault(fault *client.Fault) string {
	invalid := n.ordered() && n.Code != client.Valid
	switch {
	case fault.Kind == client.Unknown:
		return n.checkUnknown(fault)
	case fault.Code != "" && (!invalid || fault.Code != n.Code):
		return "another code than it has"
	case invalid && (fault.Kind == client.Conflict) != strings.HasSuffix(n.Code, "READ_CONFLICT"):
		return "another kind than its code is of"
	}
	return reasonIf(n.written(), "it was written")
}

// checkUnknown returns why the adapter may not say here that it does not know what
// became of it.
func (n *Network) checkUnknown(fault *client.Fault) string {
	switch {
	case fault.Tx == "":
		return "unknown, without the transaction's id"
	case n.ordered() && n.Sight != AllLag && n.giveUp == nil:
		return "unknown, and a peer has it"
	}
	return reasonIf(!n.mayBeUnknown(), "unknown, and no orderer can have it")
}

// mayBeUnknown reports whether the adapter may be in doubt: a place was asked that does
// not say for certain that it has not got the transaction, or said so too late.
func (n *Network) mayBeUnknown() bool {
	return n.giveUp != nil || slices.ContainsFunc(n.asked(), func(t Trouble) bool { return !slices.Contains(n.certain, t) })
}

// reasonIf returns a reason where it applies.
func reasonIf(applies bool, reason string) string {
	if applies {
		return reason
	}
	return ""
}
