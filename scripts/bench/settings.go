package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// settings are the words of the command.
type settings struct {
	network, folder, name string

	parts   []string
	clients []int // at once, ascending
	rounds  int
	length  time.Duration // of a round of transactions; a round of reads takes half
	batch   time.Duration // the channel's BatchTimeout

	crowd        int // clients
	transactions int // of the crowd
	electorate   int

	output  string
	file    string
	profile string
}

var parts = []string{"compare", "crowd", "electorate"}

// quick are the flags that a smoke run begins with.
var quick = []string{
	"--clients=1,16,48", "--rounds=1", "--length=1500ms", "--crowd=24", "--transactions=300", "--electorate=60",
}

func parse(args []string, talk io.Writer) (settings, error) {
	if i := slices.Index(args, "--quick"); i >= 0 {
		args = append(slices.Clone(quick), slices.Delete(slices.Clone(args), i, i+1)...)
	}
	var s settings
	var clients, wanted string
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(talk)
	flags.StringVar(&s.network, "network", ".build/bin/network", "the operator's program")
	flags.StringVar(&s.folder, "folder", ".network/bench", "the network's folder")
	flags.StringVar(&s.name, "name", "bench", "the network's name")
	flags.StringVar(&wanted, "parts", strings.Join(parts, ","), "what is measured")
	flags.StringVar(&clients, "clients", "1,32,128,700", "how many clients work at once, one after another")
	flags.IntVar(&s.rounds, "rounds", 5, "how many rounds each workload gets with each number of clients, in turn")
	flags.DurationVar(&s.length, "length", 4*time.Second, "how long clients begin transactions in a round; reads get half")
	flags.DurationVar(&s.batch, "batch", 200*time.Millisecond, "the channel's BatchTimeout, by which a single join is judged")
	flags.IntVar(&s.crowd, "crowd", 256, "clients of the crowd")
	flags.IntVar(&s.transactions, "transactions", 10_000, "joins and endorsements of the crowd, together")
	flags.IntVar(&s.electorate, "electorate", 1000, "voters of the large electorate; the small one has 10")
	flags.StringVar(&s.output, "o", "table", "table or json")
	flags.StringVar(&s.file, "json", "", "write JSON to this file too")
	flags.StringVar(&s.profile, "profile", "", "write a CPU profile of this process to this file")
	flags.Bool("quick", false, "a smoke run of two minutes; other flags still count:\n"+strings.Join(quick, " "))
	flags.Usage = func() { help(flags) }
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	s.parts = strings.Split(wanted, ",")
	var err error
	if s.clients, err = numbers(clients); err != nil {
		return s, err
	}
	return s, s.check()
}

func help(flags *flag.FlagSet) {
	fmt.Fprintln(flags.Output(), "Measures the network: no-op, join and endorse side by side; a crowd in one alliance;\n"+
		"a decision by many voters. A no-op is the contract's Version, submitted as a\n"+
		"transaction: the same chaincode process and policy, but no rules and no records.\n\nflags:")
	flags.PrintDefaults()
}

func numbers(text string) ([]int, error) {
	var all []int
	for word := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(word))
		if err != nil {
			return nil, fmt.Errorf("%q is not a number of clients", word)
		}
		all = append(all, n)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// check keeps the load within bounds.
func (s settings) check() error {
	for _, part := range s.parts {
		if !slices.Contains(parts, part) {
			return fmt.Errorf("there is no part %q: %s", part, strings.Join(parts, ", "))
		}
	}
	for _, one := range []struct {
		flag               string
		value, least, most int
	}{
		{"clients", s.clients[0], 1, 2000},
		{"clients", s.clients[len(s.clients)-1], 1, 2000},
		{"rounds", s.rounds, 1, 100},
		{"length in milliseconds", int(s.length.Milliseconds()), 1000, 60_000},
		{"batch in milliseconds", int(s.batch.Milliseconds()), 10, 60_000},
		{"crowd", s.crowd, 8, 1000},
		{"transactions", s.transactions, s.crowd, 200_000},
		{"electorate", s.electorate, 20, 2000},
	} {
		if one.value < one.least || one.value > one.most {
			return fmt.Errorf("--%s: %d is not %d to %d", one.flag, one.value, one.least, one.most)
		}
	}
	if s.output != "table" && s.output != "json" {
		return errors.New("-o is table or json")
	}
	return nil
}

func (s settings) has(part string) bool { return slices.Contains(s.parts, part) }

// parties is how many are needed. Each number of clients has parties of its own,
// whose joins are not used up by another's; the crowd needs some that apply.
func (s settings) parties() int {
	need := 0
	if s.has("compare") {
		for _, clients := range s.clients {
			need += clients
		}
		need += 2 // one files proposals, one is their subject
	}
	if s.has("crowd") {
		need = max(need, 2*s.crowd)
	}
	if s.has("electorate") {
		need = max(need, max(s.electorate, fewVoters)+decisions)
	}
	return need
}

// perClient is how many transactions one client can at most send in all its rounds.
func (s settings) perClient() int {
	return s.rounds*(int(s.length/(s.batch*3/4))+2) + 4
}
