package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/input"
	"allianceregistry/internal/reading"
	"allianceregistry/internal/terminal"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// maxTries is how often one question is asked before the command gives up.
const maxTries = 5

// inquiry asks a person at a terminal one by one for what a command line does not say. Each
// answer is checked at once, and becomes the flag or the argument that it could have been.
type inquiry struct {
	*app
	cmd  *cobra.Command
	args []string
	err  error // the first; nothing is asked after it
}

// asks has a command ask for what it needs and was not given, on a terminal alone: anywhere
// else the command line is refused as it stands. Needed are the flags without which it cannot
// be carried out.
func (a *app) asks(cmd *cobra.Command, questions func(*inquiry), needed ...string) *cobra.Command {
	check, run := cmd.Args, cmd.RunE
	var given []string
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		given = args
		err := check(cmd, args)
		missing := slices.ContainsFunc(needed, func(flag string) bool { return !cmd.Flags().Changed(flag) })
		if err == nil && !missing || !terminal.IsTerminal(a.In) {
			return err
		}
		q := &inquiry{app: a, cmd: cmd, args: args}
		if questions(q); q.err != nil {
			return q.err
		}
		given = q.args
		fmt.Fprintln(a.Err, a.text.Say("ask.same", catalogue.Params{"command": q.line()}))
		return check(cmd, given)
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return run(cmd, given) }
	return cmd
}

// answer asks until an answer passes the check; empty where none is given and none is needed.
func (q *inquiry) answer(key string, optional bool, check func(string) error) string {
	for range maxTries {
		if q.err != nil {
			return ""
		}
		answer, err := terminal.Ask(q.In, q.Err, q.Say(key)+" ")
		if err != nil {
			q.err = err
			return ""
		}
		if answer == "" && optional {
			return ""
		}
		if err = check(answer); err == nil {
			return answer
		}
		fmt.Fprintln(q.Err, q.errorText(err))
	}
	if q.err == nil {
		q.err = cli.NewUsageError("ask.givenUp", "question", q.Say(key))
	}
	return ""
}

// argument is the argument at a place, as it was given or is answered.
func (q *inquiry) argument(at int, key string, check func(string) error) string {
	if at < len(q.args) {
		return q.args[at]
	}
	if answer := q.answer(key, false, check); q.err == nil {
		q.args = append(q.args, reading.ID(answer))
		return q.args[at]
	}
	return ""
}

// flag asks for the value of a flag that was not given, and returns the answer. What stands
// before the value in the flag, such as a language, is the prefix.
func (q *inquiry) flag(name, prefix string, optional bool, check func(string) error) string {
	key := strings.TrimSuffix("ask."+name+"."+strings.TrimSuffix(prefix, "="), ".")
	answer := q.answer(key, optional, check)
	if answer != "" && q.err == nil {
		q.err = q.cmd.Flags().Set(name, prefix+answer)
	}
	return answer
}

// line is the command line that needs no questions, each word quoted for a shell if it has to
// be.
func (q *inquiry) line() string {
	words := append(strings.Fields(q.cmd.CommandPath()), q.args...)
	q.cmd.Flags().Visit(func(flag *pflag.Flag) {
		values := []string{flag.Value.String()}
		if list, is := flag.Value.(pflag.SliceValue); is {
			values = list.GetSlice()
		}
		for _, value := range values {
			if flag.Value.Type() == "bool" {
				words = append(words, "--"+flag.Name)
				continue
			}
			words = append(words, "--"+flag.Name, value)
		}
	})
	for i, word := range words {
		if word == "" || strings.ContainsFunc(word, needsQuotes) {
			words[i] = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
		}
	}
	return strings.Join(words, " ")
}

// needsQuotes reports whether a shell could take a character for something else than itself.
func needsQuotes(r rune) bool {
	return r < 0x80 && !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_@=./:,+", r)
}

func checkID(field string) func(string) error {
	return func(answer string) error { return form.CheckID(field, reading.ID(answer)) }
}

func checkText(field string, most int) func(string) error {
	return func(answer string) error { return form.CheckText(field, answer, 1, most) }
}

// checkFile refuses a file that cannot be read, or that has no charter in it.
func (q *inquiry) checkFile(path string) error {
	file, err := q.charterFile(path)
	if err != nil {
		return err
	}
	return q.checkForm(path, file)
}

// askFounding asks for what an alliance is founded by.
func askFounding(q *inquiry) {
	q.argument(0, "ask.slug", func(answer string) error { return form.CheckSlug("slug", reading.ID(answer)) })
	if flags := q.cmd.Flags(); !flags.Changed("name") {
		zh := q.flag("name", "zh=", true, checkText("name.zh", form.MaxName))
		q.flag("name", "en=", zh != "", checkText("name.en", form.MaxName))
	}
	if flags := q.cmd.Flags(); !flags.Changed("founder") {
		founders := map[string]bool{}
		for more := true; more && q.err == nil; {
			more = q.flag("founder", "", len(founders) > 0, func(answer string) error {
				if founders[reading.ID(answer)] {
					return cli.NewUsageError("ask.again", "value", answer)
				}
				err := checkID("founders")(answer)
				founders[reading.ID(answer)] = err == nil
				return err
			}) != ""
		}
	}
	if !q.cmd.Flags().Changed("charter") {
		q.flag("charter", "", false, q.checkFile)
	}
}

// askProposal asks for what the action needs that is proposed.
func askProposal(q *inquiry) {
	action := reading.Choice[charter.Action](q.argument(0, "ask.action", func(answer string) error {
		action := reading.Choice[charter.Action](answer)
		if action == charter.Admit || !slices.Contains(charter.Actions(), action) {
			return cli.NewUsageError("ask.noAction", "value", answer)
		}
		return nil
	}))
	q.argument(1, "ask.alliance", checkID("alliance"))
	if action.AboutMember() || action == charter.Recognize {
		q.argument(2, "ask.subject", checkID("subject"))
	}
	for _, asked := range askedFor(action) {
		if !q.cmd.Flags().Changed(asked.flag) {
			q.flag(asked.flag, "", asked.optional, asked.check(q))
		}
	}
	if !q.cmd.Flags().Changed("reason") {
		q.flag("reason", "", true, checkText("reason", form.MaxReason))
	}
}

// flagAsked is a flag that an action wants.
type flagAsked struct {
	flag     string
	optional bool
	check    func(*inquiry) func(string) error
}

// checkSeats refuses what is no number of seats.
func checkSeats(answer string) error {
	if _, wrong := input.Number(answer); wrong != nil {
		return cli.BadValue("seats", answer, wrong)
	}
	return nil
}

// askedFor lists the flags without which an action cannot be proposed, or is rarely.
func askedFor(action charter.Action) []flagAsked {
	word := func(*inquiry) func(string) error { return checkText("value", form.MaxName) }
	day := func(*inquiry) func(string) error {
		return func(answer string) error { _, err := parseDay(answer); return err }
	}
	seats := func(*inquiry) func(string) error { return checkSeats }
	switch action {
	case charter.Reclassify:
		return []flagAsked{{"class", false, word}}
	case charter.Succeed:
		return []flagAsked{{"successor", false, func(*inquiry) func(string) error { return checkID("successor") }}}
	case charter.SeatAction, charter.Vacate:
		return []flagAsked{{"organ", false, word}}
	case charter.Elect:
		return []flagAsked{{"organ", false, word}, {"seats", false, seats}}
	case charter.MandateAction:
		return []flagAsked{{"until", false, day}}
	case charter.Recognize, charter.Suspend:
		return []flagAsked{{"until", true, day}}
	case charter.Amend:
		return []flagAsked{{"charter", false, func(q *inquiry) func(string) error { return q.checkFile }}}
	case charter.Resolve:
		return []flagAsked{{"title", false, word}, {"file", false, func(q *inquiry) func(string) error {
			return func(answer string) error { _, err := q.digestOfFile(answer); return err }
		}}}
	}
	return nil
}
