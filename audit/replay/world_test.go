package replay_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"allianceregistry/audit/block"
	"allianceregistry/audit/chain"
	"allianceregistry/audit/replay"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
	"allianceregistry/membership/memledger"
)

// The parties of the tests, at three hosts.
const (
	cisco = "cisco@industry"
	acme  = "acme@industry"
	cas   = "cas@academia"
	lab   = "lab@academia"
	forum = "forum@association"
	zgc   = "zgc@industry"
)

var everybody = []string{cisco, acme, cas, lab, forum}

// tester is what testing.T and rapid.T have in common.
type tester interface {
	require.TestingT
	Helper()
}

// identity is a key with its certificate, and the caller that it is.
type identity struct {
	signer block.Identity
	caller membership.Caller
}

var identities sync.Map

// enrolled is the identity with a label for a party (empty: an operator's) at a host.
func enrolled(label, party, host string) identity {
	if known, ok := identities.Load(label + " " + party + " " + host); ok {
		return known.(identity)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	attrs := map[string]string{membership.PartyAttribute: party}
	if party == "" {
		attrs = map[string]string{membership.OperatorAttribute: "true"}
	}
	extension, err := json.Marshal(map[string]any{"attrs": attrs})
	must(err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: label},
		ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3, 4, 5, 6, 7, 8, 1}, Value: extension}},
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	must(err)
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	must(err)
	sum := sha256.Sum256(public)
	made := identity{
		block.Identity{MSP: host, Certificate: certificate},
		membership.Caller{MSP: host, Key: hex.EncodeToString(sum[:]), Party: party, Operator: party == ""},
	}
	known, _ := identities.LoadOrStore(label+" "+party+" "+host, made)
	return known.(identity)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// as is a party's first key, at its own host.
func as(party string) identity {
	_, host, _ := strings.Cut(party, "@")
	return enrolled("first", party, host)
}

// world is a ledger in memory that keeps its blocks as a verifier hands them on.
type world struct {
	t      tester
	ledger *memledger.Ledger
	now    time.Time
	sent   int
	blocks []chain.Verified
	// engine is the version of the rules of these days, the present one without it.
	engine string
}

func newWorld(t tester) *world {
	w := &world{t: t, ledger: memledger.New(), now: time.Date(2026, time.March, 1, 8, 0, 0, 0, time.UTC)}
	w.append(nil)
	return w
}

// append adds a block with these transactions.
func (w *world) append(txs []block.Transaction) {
	number := uint64(len(w.blocks))
	hash := sha256.Sum256(binary.BigEndian.AppendUint64(nil, number))
	b := block.Block{Number: number, Hash: hash[:], Commit: hash[:8], Transactions: txs}
	if number > 0 {
		b.Previous = w.blocks[number-1].Block.Hash
	}
	codes := make([]string, len(txs))
	for i := range txs {
		txs[i].Index, codes[i] = i, txs[i].Code
	}
	w.blocks = append(w.blocks, chain.Verified{Block: b, Codes: codes})
}

// recorder keeps what a transaction writes.
type recorder struct {
	*memledger.Tx
	writes []block.Write
	event  *membership.Event
}

func (r *recorder) Put(key membership.Key, value []byte) error {
	r.writes = append(r.writes, block.Write{Key: key.String(), Value: value})
	return r.Tx.Put(key, value)
}

func (r *recorder) Emit(event membership.Event) error {
	r.event = &event
	return r.Tx.Emit(event)
}

// simulated is a transaction that is not yet in a block.
type simulated struct {
	tx     *memledger.Tx
	inside block.Transaction
	event  membership.Event
}

// simulate runs a transaction on what is committed.
func (w *world) simulate(who identity, transaction membership.Transaction) (simulated, error) {
	w.sent++
	w.now = w.now.Add(time.Second)
	tx, err := membership.NewTx(fmt.Sprintf("tx%04d", w.sent), w.now, who.caller)
	require.NoError(w.t, err)
	if w.engine != "" {
		tx.Engine = w.engine
	}
	if key, missing := membership.RestsOn(transaction); missing && tx.Engine == charter.Engine {
		record, err := w.ledger.Begin("read").Get(key)
		require.NoError(w.t, err)
		if record != nil {
			transaction, err = membership.Complete(transaction, record)
			require.NoError(w.t, err)
		}
	}
	r := &recorder{Tx: w.ledger.Begin(tx.ID)}
	event, err := membership.Apply(r, tx, transaction)
	if err != nil {
		return simulated{}, err
	}
	argument, err := json.Marshal(transaction)
	require.NoError(w.t, err)
	answer, err := json.Marshal(event)
	require.NoError(w.t, err)
	call := &block.Invocation{
		Chaincode: "registry", Name: transaction.Name(), Arguments: [][]byte{argument}, Status: 200, Answer: answer,
		Sets: []block.Set{{Namespace: "registry", Writes: r.writes}},
	}
	if r.event != nil {
		call.EventName, call.Event = event.Type, answer
	}
	return simulated{r.Tx, block.Transaction{
		Kind: block.Call, ID: tx.ID, Time: w.now, Creator: block.Signature{Signer: who.signer}, Call: call,
	}, event}, nil
}

// commit puts transactions into one block.
func (w *world) commit(block_ ...simulated) {
	txs := make([]*memledger.Tx, len(block_))
	inside := make([]block.Transaction, len(block_))
	for i, s := range block_ {
		txs[i], inside[i] = s.tx, s.inside
	}
	for i, code := range w.ledger.Commit(txs...) {
		inside[i].Code = string(code)
	}
	w.append(inside)
}

// try runs a transaction and commits it alone, unless the rules refuse it.
func (w *world) try(who identity, transaction membership.Transaction) (membership.Event, error) {
	s, err := w.simulate(who, transaction)
	if err != nil {
		return membership.Event{}, err
	}
	w.commit(s)
	return s.event, nil
}

func (w *world) must(who identity, transaction membership.Transaction) membership.Event {
	w.t.Helper()
	event, err := w.try(who, transaction)
	require.NoError(w.t, err)
	return event
}

// replayed replays all blocks.
func (w *world) replayed() *replay.Replay {
	w.t.Helper()
	r := replay.NewReplay("registry")
	w.advance(r)
	return r
}

// advance replays the blocks that a replay has not yet.
func (w *world) advance(r *replay.Replay) {
	w.t.Helper()
	for _, v := range w.blocks[r.Height():] {
		_, err := r.Add(v)
		require.NoError(w.t, err)
	}
}

// state is the replay's state at a height, by the keys' text.
func state(t tester, v replay.View) map[string]string {
	all := map[string]string{}
	for _, object := range membership.Objects() {
		entries, complete, err := v.Scan(membership.Key{Object: object}, 1_000_000)
		require.NoError(t, err)
		require.True(t, complete)
		for _, entry := range entries {
			all[entry.Key.String()] = string(entry.Value)
		}
	}
	return all
}

func en(name string) form.Names { return form.Names{"en": name} }

// bylaws lets two votes decide early on admissions and expulsions.
func bylaws() charter.Charter {
	rule := func() *charter.Rule {
		return &charter.Rule{
			LockOut: charter.LockOutAccepted, Voting: "P1D", Early: true,
			Pass: charter.Expression{Votes: charter.CountFor, AtLeast: "2"},
		}
	}
	return charter.Charter{
		Schema: 1, Founders: "full",
		Classes: []charter.Class{{
			ID: "full", Names: en("Full member"),
			Kinds:  []charter.Kind{charter.Enterprise},
			Rights: []charter.Right{charter.Voice, charter.Vote, charter.ProposeRight},
		}},
		Rules: charter.Rules{charter.Admit: rule(), charter.Expel: rule(), charter.Suspend: rule()},
	}
}

// opened has everybody registered, and an alliance of three.
func opened(t tester) *world { return openedBy(t, "") }

// openedBy has it opened by the rules of some day; empty for the present ones.
func openedBy(t tester, engine string) *world {
	w := newWorld(t)
	w.engine = engine
	for _, party := range everybody {
		w.must(as(party), membership.RegisterParty{Request: "r", Kind: charter.Enterprise, Names: en(party)})
	}
	digest, err := bylaws().Digest()
	require.NoError(t, err)
	w.must(as(cisco), membership.FoundAlliance{
		Request: "f", Slug: "zgc", Names: en("ZGC"), Founders: []string{cisco, cas, forum}, Charter: bylaws(),
	})
	for _, founder := range []string{cas, forum} {
		w.must(as(founder), membership.Consent{Request: "c", Alliance: zgc, Charter: digest})
	}
	return w
}

// lived has acme admitted, then epoch 1 closed and sealed, and lab's join rejected by nobody yet.
func lived(t tester) *world {
	w := opened(t)
	proposal := w.must(as(acme), membership.Join{Request: "j", Alliance: zgc, Class: "full"}).Proposal
	for _, voter := range []string{cisco, cas} {
		w.must(as(voter), membership.Endorse{Request: "e", Proposal: proposal, Position: charter.For})
	}
	w.must(as(lab), membership.Decide{Proposal: proposal})
	w.must(as(lab), membership.CloseEpoch{Alliance: zgc, Epoch: 1})
	w.must(as(lab), membership.SealEpoch{Alliance: zgc, Epoch: 1})
	w.must(as(lab), membership.Join{Request: "j", Alliance: zgc, Class: "full"})
	w.must(as(cas), membership.Leave{Request: "l", Alliance: zgc, Reason: "done"})
	return w
}
