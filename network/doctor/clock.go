package doctor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"

	"allianceregistry/network"
	"allianceregistry/network/words"
)

// A peer refuses a proposal whose time is further from its own clock than the
// topology's TimeWindow. Here all processes share one clock, so what can go wrong is
// a jump: after it was set back, new records would be older than those in the ledger.

// clockFacts is what is known of the time.
type clockFacts struct {
	Now    time.Time
	Newest time.Time // of the newest block's last transaction; zero if no peer reported it
	Empty  bool      // a peer has nothing but the genesis block
	Window time.Duration
	NTP    ntpState
}

// ntpState is what the kernel says of its clock.
type ntpState int

const (
	ntpUnknown ntpState = iota
	ntpSynchronized
	ntpUnsynchronized
)

// maxSkew is how far the clock may be behind the ledger without a warning: clients
// have clocks of their own.
const maxSkew = time.Second

func (e examination) checkClocks(ctx context.Context) []Finding {
	facts := clockFacts{Window: e.Topology().TimeWindow, NTP: readNTP()}
	for _, process := range e.status.Processes {
		if process.Kind != network.KindPeer || process.Height == 0 {
			continue
		}
		if process.Height == 1 { // the genesis block has no time of its own
			facts.Empty = true
			continue
		}
		if newest, err := e.newestTime(ctx, process.Host); err == nil && newest.After(facts.Newest) {
			facts.Newest = newest
		}
	}
	facts.Now = time.Now()
	return judgeClocks(facts)
}

// judgeClocks expects the clock not to be behind the newest time in the ledger.
func judgeClocks(facts clockFacts) []Finding {
	fix := words.Command("sudo timedatectl set-ntp true && timedatectl")
	behind := facts.Newest.Sub(facts.Now).Round(100 * time.Millisecond)
	var problems []Finding
	switch {
	case facts.Newest.IsZero() && facts.Empty:
		return passed("clocks", words.Of("clock.empty", "window", facts.Window), unsynchronized(facts, fix))
	case facts.Newest.IsZero():
		problems = append(problems, Finding{Severity: Warning, Text: words.Of("clock.unknown"), Fix: words.Command("timedatectl")})
	case behind > facts.Window:
		text := words.Of("clock.far", "behind", behind, "window", facts.Window)
		problems = append(problems, Finding{Severity: Failure, Text: text, Fix: fix})
	case behind > maxSkew:
		problems = append(problems, Finding{Severity: Warning, Text: words.Of("clock.behind", "behind", behind), Fix: fix})
	}
	problems = append(problems, unsynchronized(facts, fix)...)
	text := words.Of("clock.passed", "newest", facts.Newest.UTC().Format(time.RFC3339), "window", facts.Window)
	return passed("clocks", text, problems)
}

// unsynchronized is the finding that nobody sets the clock; none if somebody does.
func unsynchronized(facts clockFacts, fix *words.Message) []Finding {
	if facts.NTP != ntpUnsynchronized {
		return nil
	}
	return []Finding{{Severity: Warning, Text: words.Of("clock.unsynchronized"), Fix: fix}}
}

// newestTime returns the time of the last transaction in a host's ledger.
func (e examination) newestTime(ctx context.Context, host string) (time.Time, error) {
	block, err := e.NewestBlock(ctx, host)
	if err != nil {
		return time.Time{}, err
	}
	return blockTime(block)
}

// blockTime returns the timestamp of the last transaction in a block.
func blockTime(content []byte) (time.Time, error) {
	var block common.Block
	if err := proto.Unmarshal(content, &block); err != nil {
		return time.Time{}, fmt.Errorf("block: %w", err)
	}
	data := block.GetData().GetData()
	if len(data) == 0 {
		return time.Time{}, errors.New("block: it is empty")
	}
	var (
		envelope common.Envelope
		payload  common.Payload
		header   common.ChannelHeader
	)
	if err := proto.Unmarshal(data[len(data)-1], &envelope); err != nil {
		return time.Time{}, fmt.Errorf("block: %w", err)
	}
	if err := proto.Unmarshal(envelope.GetPayload(), &payload); err != nil {
		return time.Time{}, fmt.Errorf("block: %w", err)
	}
	if err := proto.Unmarshal(payload.GetHeader().GetChannelHeader(), &header); err != nil {
		return time.Time{}, fmt.Errorf("block: %w", err)
	}
	if header.GetTimestamp() == nil {
		return time.Time{}, errors.New("block: its last transaction has no time")
	}
	return header.GetTimestamp().AsTime(), nil
}
