package contract_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/timestamppb"

	"allianceregistry/chaincode/contract"
	"allianceregistry/membership"
	"allianceregistry/membership/memledger"
	"allianceregistry/membership/refusal"
	"allianceregistry/membership/schema/schematest"
)

// endorser is a peer with one chaincode, a ledger in memory and a clock that
// only the test moves. Whatever it is asked, another one is asked too that has the same
// ledger in CouchDB, and has to come to the same.
type endorser struct {
	t         *testing.T
	chaincode *contract.Chaincode
	ledger    *memledger.Ledger
	couch     *memledger.Ledger
	now       time.Time
	calls     int
	fault     error
	broken    error
	odd       *timestamppb.Timestamp
	invented  bool // records were written that no transaction writes
	limit     int
}

// shared is one chaincode for all tests: it keeps nothing between transactions,
// and a peer calls it from many goroutines too.
var shared = sync.OnceValues(func() (*contract.Chaincode, error) { return contract.New("") })

func newEndorser(t *testing.T) *endorser {
	t.Helper()
	chaincode, err := shared()
	require.NoError(t, err)
	return &endorser{
		t: t, chaincode: chaincode, ledger: memledger.New(), couch: memledger.NewCouchDB(), now: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC),
		limit: 3, // so small that ordinary ranges come in parts
	}
}

// invoke calls the chaincode as the shim does, and commits nothing.
func (e *endorser) invoke(as identity, args ...string) (*stub, *peer.Response) {
	e.t.Helper()
	e.calls++
	e.now = e.now.Add(time.Second + 123456789) // its nanoseconds are not recorded
	id := fmt.Sprintf("tx%04d", e.calls)
	s := e.stub(e.ledger, id, as, args)
	response := e.chaincode.Invoke(s)
	s.twin = e.stub(e.couch, id, as, args)
	s.twin.couch = true
	twins := e.chaincode.Invoke(s.twin)
	require.Equal(e.t, response.GetStatus(), twins.GetStatus(), twins.GetMessage())
	require.Equal(e.t, response.GetMessage(), twins.GetMessage())
	if !slices.Equal(args[:min(len(args), 1)], []string{"ListRecords"}) { // which are as they are stored
		require.Equal(e.t, string(response.GetPayload()), string(twins.GetPayload()))
	}
	require.Equal(e.t, s.puts, s.twin.puts)
	require.Equal(e.t, s.events, s.twin.events)
	e.fitsSchema(s, response)
	return s, response
}

// fitsSchema wants of each call that succeeded that the published schemas take its
// argument, its answer and its event; and of each refusal that they take it.
func (e *endorser) fitsSchema(s *stub, response *peer.Response) {
	e.t.Helper()
	if response.GetStatus() != shim.OK {
		if denied := refusal.Parse(response.GetMessage()); denied != nil {
			require.NoError(e.t, schematest.Refusal(denied))
		}
		return
	}
	name, arguments := s.GetFunctionAndParameters()
	if !slices.Contains(allNames(), name) {
		return
	}
	for _, argument := range arguments {
		require.NoError(e.t, schematest.Argument(name, []byte(argument)))
	}
	if !e.invented {
		require.NoError(e.t, schematest.Answer(name, json.RawMessage(response.GetPayload())))
	}
	for _, emitted := range s.events {
		require.NoError(e.t, schematest.Event(json.RawMessage(emitted.payload)))
	}
}

func (e *endorser) stub(ledger *memledger.Ledger, id string, as identity, args []string) *stub {
	return &stub{tx: ledger.Begin(id), id: id, at: e.now, creator: as.creator, args: args, fault: e.fault, broken: e.broken, limit: e.limit, odd: e.odd}
}

// commit commits a block at both peers.
func (e *endorser) commit(block ...*stub) []memledger.Code {
	e.t.Helper()
	var own, twins []*memledger.Tx
	for _, s := range block {
		own, twins = append(own, s.tx), append(twins, s.twin.tx)
	}
	codes := e.ledger.Commit(own...)
	require.Equal(e.t, codes, e.couch.Commit(twins...))
	return codes
}

// write is a transaction that writes this and asks nobody.
func (e *endorser) write(id string, entries ...membership.Entry) *stub {
	e.t.Helper()
	e.invented = true
	s := &stub{tx: e.ledger.Begin(id), twin: &stub{tx: e.couch.Begin(id)}}
	for _, entry := range entries {
		require.NoError(e.t, s.tx.Put(entry.Key, entry.Value))
		require.NoError(e.t, s.twin.tx.Put(entry.Key, entry.Value))
	}
	return s
}

// submit sends a transaction, commits it, and returns what it answered.
func (e *endorser) submit(as identity, transaction membership.Transaction) membership.Event {
	e.t.Helper()
	argument, err := json.Marshal(e.said(transaction))
	require.NoError(e.t, err)
	s, response := e.invoke(as, transaction.Name(), string(argument))
	require.EqualValues(e.t, shim.OK, response.GetStatus(), response.GetMessage())
	require.Equal(e.t, []memledger.Code{memledger.Valid}, e.commit(s))

	var answer, told membership.Event
	require.NoError(e.t, json.Unmarshal(response.GetPayload(), &answer))
	require.Len(e.t, s.events, 1, "one event a transaction")
	require.Equal(e.t, answer.Type, s.events[0].name)
	require.NoError(e.t, json.Unmarshal(s.events[0].payload, &told))
	require.Equal(e.t, answer, told)
	require.Equal(e.t, 1, told.Schema)
	require.Equal(e.t, s.id, told.Tx)
	require.Equal(e.t, e.now.Truncate(time.Millisecond), told.Time)
	return answer
}

// said is a transaction that says what it is about, as the ledger has it.
func (e *endorser) said(transaction membership.Transaction) membership.Transaction {
	e.t.Helper()
	key, missing := membership.RestsOn(transaction)
	if !missing {
		return transaction
	}
	record, err := e.ledger.Begin("read").Get(key)
	require.NoError(e.t, err)
	completed, err := membership.Complete(transaction, record)
	require.NoError(e.t, err)
	return completed
}

// refused calls the chaincode and expects a refusal.
func (e *endorser) refused(code refusal.Code, as identity, args ...string) *refusal.Error {
	e.t.Helper()
	s, response := e.invoke(as, args...)
	require.EqualValues(e.t, shim.ERROR, response.GetStatus())
	denied := refusal.Parse(response.GetMessage())
	require.NotNil(e.t, denied, response.GetMessage())
	require.Equal(e.t, code, denied.Code, response.GetMessage())
	require.True(e.t, utf8.ValidString(response.GetMessage()), "gRPC carries no other text")
	require.Empty(e.t, s.events)
	return denied
}

// evaluate asks a question and reads the answer into a value of type R.
func evaluate[R any](e *endorser, as identity, name, argument string) R {
	e.t.Helper()
	args := []string{name}
	if argument != "" {
		args = append(args, argument)
	}
	s, response := e.invoke(as, args...)
	require.EqualValues(e.t, shim.OK, response.GetStatus(), response.GetMessage())
	require.Empty(e.t, s.events)
	var answer R
	require.NoError(e.t, json.Unmarshal(response.GetPayload(), &answer))
	return answer
}
