package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io/fs"
	"iter"
	"math/big"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"allianceregistry/client"
	"allianceregistry/client/profile"
	"allianceregistry/internal/cli"
	"allianceregistry/membership"
	"allianceregistry/membership/form"
	"allianceregistry/membership/memledger"
)

// TestMain makes "alliance" a command of the scripts: this program, on a ledger
// that lives in a file.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"alliance": func() {
			s := cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}
			os.Exit(run(context.Background(), os.Args[1:], s, journal{os.Getenv("LEDGER")}))
		},
	})
}

func TestScripts(t *testing.T) {
	examples, err := filepath.Abs("../../../examples")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", RequireExplicitExec: true, RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("LEDGER", filepath.Join(e.WorkDir, "ledger"))
			e.Setenv("ALLIANCE_HOME", filepath.Join(e.WorkDir, "home"))
			e.Setenv("ALLIANCE_NETWORK", filepath.Join(e.WorkDir, "network"))
			e.Setenv("EXAMPLES", examples)
			e.Setenv("GORACE", "atexit_sleep_ms=0") // else each process waits a second before it ends
			e.Setenv("GOGC", "400")                 // a third of what a short process does is collecting garbage
			if err := keepSecrets(e); err != nil {
				return err
			}
			for _, host := range []string{"association", "industry", "academia", "org1.msp"} {
				folder := filepath.Join(e.WorkDir, "network", "hosts", host)
				if err := os.MkdirAll(folder, 0o700); err != nil {
					return err
				}
				if err := os.WriteFile(filepath.Join(folder, "connection.yaml"), nil, 0o600); err != nil {
					return err
				}
			}
			return nil
		},
	})
}

// keepSecrets makes the files from which the scripts take secrets the owner's alone.
func keepSecrets(e *testscript.Env) error {
	for name, secret := range map[string]string{"GOOD": "good", "BAD": "bad"} {
		path := filepath.Join(e.WorkDir, "."+secret)
		e.Setenv(name, path)
		if err := os.WriteFile(path, []byte(secret+"\n"), 0o600); err != nil {
			return err
		}
	}
	files, err := filepath.Glob(filepath.Join(e.WorkDir, "secret*"))
	for _, file := range append(files, filepath.Join(e.WorkDir, "no.txt")) {
		if changed := os.Chmod(file, 0o600); changed != nil && !errors.Is(changed, fs.ErrNotExist) {
			err = errors.Join(err, changed)
		}
	}
	return err
}

// journal is a network in a file: the transactions that were sent, in their
// order. Each process runs them again by the rules and comes to the same state.
// Ids and times follow from their number.
type journal struct{ path string }

// entry is one transaction of the journal.
type entry struct {
	Caller   membership.Caller
	Name     string
	Argument string
	At       time.Time
}

// clock is the time of the next transaction: a second for each before it, from the
// beginning of 2026 on, or from the time in the file beside the journal.
func (j journal) clock(block int) (time.Time, error) {
	from := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	text, err := os.ReadFile(j.path + ".clock")
	if err == nil {
		from, err = time.Parse(time.RFC3339, strings.TrimSpace(string(text)))
	} else if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return from.Add(time.Duration(block) * time.Second), err
}

func (j journal) Enroll(_ context.Context, p profile.Profile, secret string) (client.Identity, error) {
	if secret != "good" {
		return client.Identity{}, client.ErrNotAuthenticated
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return client.Identity{}, err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: p.Party}, NotAfter: time.Now().AddDate(1, 0, 0)}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return client.Identity{}, err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	return client.Identity{
		MSP:         mspOf(p.Host),
		Certificate: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate}),
		Key:         pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}),
	}, err
}

// mspOf is the MSP ID of a host, which differs for one.
func mspOf(host string) string {
	if host == "org1.msp" {
		return "Org1MSP"
	}
	return host
}

func (j journal) Open(_ context.Context, p profile.Profile, identity client.Identity) (client.Ledger, error) {
	if _, err := os.Stat(j.path + ".down"); err == nil {
		return nil, &client.Fault{Phase: client.Connect, Kind: client.Unavailable, Err: errors.New("no peer answers")}
	}
	key, err := identity.KeyHash()
	return connection{j, membership.Caller{MSP: p.MSPID(), Key: key, Party: p.Party, Operator: p.Party == "operator@"+p.Host}}, err
}

// connection implements client.Ledger.
type connection struct {
	journal
	caller membership.Caller
}

func (c connection) Submit(_ context.Context, name string, argument []byte) (client.Commit, error) {
	answer, sent, block, err := c.apply(name, argument)
	if err != nil {
		return client.Commit{}, err
	}
	line, err := json.Marshal(sent)
	if err != nil {
		return client.Commit{}, err
	}
	file, err := os.OpenFile(c.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		_, err = file.Write(append(line, '\n'))
		err = errors.Join(err, file.Close())
	}
	return client.Commit{Place: client.Place{Tx: txID(block), Block: uint64(block), Code: client.Valid}, Answer: answer}, err
}

func (c connection) Evaluate(ctx context.Context, name string, argument []byte) ([]byte, error) {
	return c.EvaluateAt(ctx, c.caller.MSP, name, argument)
}

// Hosts are all hosts, the own one first. They have the same ledger.
func (c connection) Hosts() []string {
	hosts := []string{c.caller.MSP}
	for _, host := range []string{"association", "industry", "academia"} {
		if host != c.caller.MSP {
			hosts = append(hosts, host)
		}
	}
	return hosts
}

// lie is what a host answers falsely: to questions of some name it answers as if they
// had another argument.
type lie struct {
	Host     string          `json:"host"`
	Question string          `json:"question"`
	Argument json.RawMessage `json:"argument"`
	// Instead is what it puts in the place of texts in the true answer.
	Instead map[string]string `json:"instead"`
}

// EvaluateAt answers for one host, which lies where a file beside the ledger says so.
func (c connection) EvaluateAt(_ context.Context, host, name string, argument []byte) ([]byte, error) {
	content, err := os.ReadFile(c.path + ".lie")
	if errors.Is(err, fs.ErrNotExist) {
		return c.evaluate(name, argument)
	}
	var told lie
	if err := errors.Join(err, json.Unmarshal(content, &told)); err != nil {
		return nil, err
	}
	if told.Host != host || told.Question != name {
		return c.evaluate(name, argument)
	}
	if told.Argument != nil {
		argument = told.Argument
	}
	answer, err := c.evaluate(name, argument)
	for truth, instead := range told.Instead {
		answer = bytes.ReplaceAll(answer, []byte(truth), []byte(instead))
	}
	return answer, err
}

func (c connection) evaluate(name string, argument []byte) ([]byte, error) {
	if name == "Version" {
		return c.version()
	}
	if _, err := membership.ParseTransaction(name, []byte("{}")); err == nil {
		answer, _, _, err := c.apply(name, argument)
		return answer, err
	}
	chain, entries, err := c.load()
	if err != nil {
		return nil, err
	}
	now, err := c.clock(len(entries) + 1)
	if err != nil {
		return nil, err
	}
	answer, err := membership.Answer(chain.Begin(txID(len(entries)+1)), now, name, argument)
	if err != nil {
		return nil, err
	}
	return json.Marshal(answer)
}

// version is what the chaincode says of itself and of the caller.
func (c connection) version() ([]byte, error) {
	chain, _, err := c.load()
	if err != nil {
		return nil, err
	}
	said := versions{Chaincode: "0.0.0", MSP: c.caller.MSP, Party: c.caller.Party}
	if said.Host, err = membership.HostOf(chain.Begin("version"), c.caller.MSP); err != nil {
		said.Hosts = form.HostNames(c.caller.MSP)
	}
	return json.Marshal(said)
}

func (c connection) Find(_ context.Context, tx string) (client.Place, error) {
	_, entries, err := c.load()
	for block := 1; block <= len(entries); block++ {
		if txID(block) == tx {
			return client.Place{Tx: tx, Block: uint64(block), Code: client.Valid}, err
		}
	}
	return client.Place{}, client.ErrNotFound
}

func (c connection) Locate(ctx context.Context, tx string) (client.Place, error) {
	return c.Find(ctx, tx)
}

func (c connection) Height(context.Context) (uint64, error) {
	chain, _, err := c.load()
	if err != nil {
		return 0, err
	}
	return chain.Height(), nil
}

// Blocks reads the file over and over: other processes write to it.
func (c connection) Blocks(ctx context.Context, from uint64) iter.Seq2[client.Block, error] {
	return func(yield func(client.Block, error) bool) {
		for next := from; ctx.Err() == nil; time.Sleep(5 * time.Millisecond) {
			chain, _, err := c.load()
			if err != nil {
				yield(client.Block{}, &client.Fault{Phase: client.Query, Kind: client.Failed, Err: err})
				return
			}
			for height := chain.Height(); next < height; next++ {
				if !yield(blockOf(chain, next), nil) {
					return
				}
			}
		}
		yield(client.Block{}, ctx.Err())
	}
}

func blockOf(chain *memledger.Ledger, number uint64) client.Block {
	block := client.Block{Number: number}
	transactions, _ := chain.Block(number)
	for index, tx := range transactions {
		block.Events = append(block.Events, client.Event{
			Position: client.Position{Block: number, Index: index}, Tx: tx.ID, Event: *tx.Event,
		})
	}
	return block
}

func (connection) Close() error { return nil }

// apply runs one more transaction after those of the journal.
func (c connection) apply(name string, argument []byte) (answer []byte, sent entry, block int, err error) {
	chain, entries, err := c.load()
	if err != nil {
		return nil, sent, 0, err
	}
	block = len(entries) + 1
	now, err := c.clock(block)
	if err != nil {
		return nil, sent, 0, err
	}
	sent = entry{c.caller, name, string(argument), now}
	_, event, err := simulate(chain, block, sent)
	if err != nil {
		return nil, sent, 0, err
	}
	answer, err = json.Marshal(event)
	return answer, sent, block, err
}

// known is what this process has read of the journal so far.
var known struct {
	sync.Mutex
	chain   *memledger.Ledger
	entries []entry
	read    int64
}

// load runs what was written to the journal since this process read it last.
func (j journal) load() (*memledger.Ledger, []entry, error) {
	known.Lock()
	defer known.Unlock()
	if known.chain == nil {
		known.chain = memledger.New()
	}
	content, err := os.ReadFile(j.path)
	if errors.Is(err, fs.ErrNotExist) {
		return known.chain, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	for {
		line, _, whole := bytes.Cut(content[known.read:], []byte("\n"))
		if !whole { // nothing, or a line that is being written
			return known.chain, known.entries, nil
		}
		var e entry
		if err := json.Unmarshal(line, &e); err != nil {
			return nil, nil, err
		}
		simulated, _, err := simulate(known.chain, len(known.entries)+1, e)
		if err != nil {
			return nil, nil, err
		}
		known.chain.Commit(simulated)
		known.entries, known.read = append(known.entries, e), known.read+int64(len(line))+1
	}
}

func simulate(chain *memledger.Ledger, block int, e entry) (*memledger.Tx, membership.Event, error) {
	t, err := membership.ParseTransaction(e.Name, []byte(e.Argument))
	if err != nil {
		return nil, membership.Event{}, err
	}
	tx, err := membership.NewTx(txID(block), e.At, e.Caller)
	if err != nil {
		return nil, membership.Event{}, err
	}
	simulated := chain.Begin(tx.ID)
	event, err := membership.Apply(simulated, tx, t)
	return simulated, event, err
}

func txID(block int) string {
	sum := sha256.Sum256([]byte(strconv.Itoa(block)))
	return hex.EncodeToString(sum[:])
}
