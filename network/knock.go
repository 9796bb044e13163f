package network

import (
	"context"
	"crypto/tls"
	"slices"
	"strings"
	"sync"
	"time"

	"allianceregistry/network/words"
)

// knockTime is how long a peer or an orderer may take to refuse somebody.
const knockTime = 3 * time.Second

// admissionFacts is what came of a knock at one peer's or orderer's port, without a
// certificate.
type admissionFacts struct {
	Name string
	Open bool
}

// checkAdmission knocks at each running peer and orderer. A refused knock leaves a line
// in the process's log.
func (d doctor) checkAdmission(ctx context.Context) []Finding {
	var mu sync.Mutex
	var facts []admissionFacts
	_ = each(d.Processes(), func(to Process) error {
		if to.Kind != KindPeer && to.Kind != KindOrderer {
			return nil
		}
		open, err := knockAt(ctx, to)
		if err != nil {
			return nil // one that is not there is the matter of another check
		}
		mu.Lock()
		defer mu.Unlock()
		facts = append(facts, admissionFacts{to.Name, open})
		return nil
	})
	slices.SortFunc(facts, func(a, b admissionFacts) int { return strings.Compare(a.Name, b.Name) })
	return judgeAdmission(facts, d.asksClients(), d.self)
}

// judgeAdmission wants none of them to talk to those who have no certificate. In a
// network that was made before they asked for one nothing can be done: one line says so.
func judgeAdmission(facts []admissionFacts, asked bool, self string) []Finding {
	if len(facts) == 0 {
		return unasked("admission", self)
	}
	var wrong []Finding
	for _, fact := range facts {
		if fact.Open && asked {
			wrong = append(wrong, Finding{State: Warning, Text: words.Of("admission.open", "process", fact.Name), Fix: words.Typed(self + " restart " + fact.Name)})
		}
	}
	if !asked {
		wrong = []Finding{{State: Warning, Text: words.Of("admission.old"), Fix: words.Of("admission.stays")}}
	}
	return sound("admission", words.Of("admission.sound", "count", len(facts)), wrong)
}

// knockAt says whether a process talks to somebody who shows no certificate. The
// error says that it did not answer at all.
func knockAt(ctx context.Context, at Process) (open bool, err error) {
	roots, err := trusting(at.TLSRoot)
	if err != nil {
		return false, err
	}
	ctx, cancel := context.WithTimeout(ctx, knockTime)
	defer cancel()
	dialer := &tls.Dialer{Config: &tls.Config{RootCAs: roots, ServerName: at.Name, NextProtos: []string{"h2"}, MinVersion: tls.VersionTLS13}}
	conn, err := dialer.DialContext(ctx, "tcp", Address(at.Port))
	if err != nil {
		return false, err
	}
	defer conn.Close()
	if deadline, limited := ctx.Deadline(); limited {
		if err := conn.SetReadDeadline(deadline); err != nil {
			return false, err
		}
	}
	// A server speaks first. One that asks for a certificate sends an alert instead.
	_, err = conn.Read(make([]byte, 1))
	if err != nil && strings.Contains(err.Error(), "certificate required") {
		return false, nil
	}
	return err == nil, err
}
