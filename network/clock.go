package network

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"

	"allianceregistry/network/words"
)

// A peer refuses a proposal whose time is further from its clock than the
// topology's TimeWindow. Here all processes share one clock, so what can go
// wrong is that it jumps: after it was set back, new records would be older
// than those in the ledger.

// clockFacts is what is known of the time.
type clockFacts struct {
	Now    time.Time
	Newest time.Time // of the newest block's last transaction; zero if nobody told
	Window time.Duration
	NTP    ntpState
}

// ntpState is what the kernel says of its clock.
type ntpState int

const (
	ntpUnknown ntpState = iota
	ntpSynchronized
	ntpFree // nothing keeps the clock right
)

// smallStep is how far the clock may be behind the ledger without a word: a
// client's clock is another's.
const smallStep = time.Second

func (d doctor) checkClocks(ctx context.Context) []Finding {
	facts := clockFacts{Window: d.topology.TimeWindow, NTP: readNTP()}
	for _, process := range d.status.Processes {
		if process.Kind != KindPeer || process.Height == 0 {
			continue
		}
		if newest, err := d.newestTime(ctx, process.Host); err == nil && newest.After(facts.Newest) {
			facts.Newest = newest
		}
	}
	facts.Now = time.Now()
	return judgeClocks(facts)
}

// judgeClocks wants the clock not before the ledger's newest time.
func judgeClocks(facts clockFacts) []Finding {
	fix := words.Typed("sudo timedatectl set-ntp true && timedatectl")
	behind := facts.Newest.Sub(facts.Now).Round(100 * time.Millisecond)
	var wrong []Finding
	switch {
	case facts.Newest.IsZero():
		wrong = append(wrong, Finding{State: Warning, Text: words.Of("clock.unknown"), Fix: words.Typed("timedatectl")})
	case behind > facts.Window:
		wrong = append(wrong, Finding{State: Failure, Fix: fix, Text: words.Of(
			"clock.far", "behind", behind, "window", facts.Window)})
	case behind > smallStep:
		wrong = append(wrong, Finding{State: Warning, Fix: fix, Text: words.Of("clock.behind", "behind", behind)})
	}
	if facts.NTP == ntpFree {
		wrong = append(wrong, Finding{State: Warning, Text: words.Of("clock.free"), Fix: fix})
	}
	return sound("clocks", words.Of("clock.sound", "newest", facts.Newest.UTC().Format(time.RFC3339), "window", facts.Window), wrong)
}

// newestTime is the time of the last transaction in a host's ledger.
func (d doctor) newestTime(ctx context.Context, host string) (time.Time, error) {
	out, err := d.peer(ctx, host, "channel", "fetch", "newest", "/dev/stdout", "--channelID", d.topology.Channel)
	if err != nil {
		return time.Time{}, err
	}
	return blockTime([]byte(out))
}

// blockTime is the time that the last transaction of a block gives for itself.
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
