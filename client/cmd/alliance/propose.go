package main

import (
	"strings"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/internal/cli"
	"allianceregistry/internal/input"
	"allianceregistry/internal/reading"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// proposed is what the flags of propose say; some of it stands in files.
type proposed struct {
	membership.Propose
	until, charter, file string
	weights              []string
}

func (a *app) proposeCommand() *cobra.Command {
	var in proposed
	cmd := &cobra.Command{
		Use:  "propose",
		Args: cli.Args(2, 3),
		RunE: func(cmd *cobra.Command, args []string) error {
			in.Request, in.Action, in.Alliance = a.requestID(), reading.Choice[charter.Action](args[0]), args[1]
			if len(args) == 3 {
				in.Subject = args[2]
			}
			if err := a.readFiles(&in); err != nil {
				return err
			}
			return a.write(cmd, in.Propose)
		},
	}
	addAsFlag(cmd, &in.As)
	flags := cmd.Flags()
	flags.StringVar(&in.Successor, "successor", "", "")
	flags.BoolVar(&in.Split, "split", false, "")
	flags.BoolVar(&in.Ceased, "ceased", false, "")
	flags.StringVar(&in.Class, "class", "", "")
	flags.StringVar(&in.Group, "group", "", "")
	flags.StringArrayVar(&in.weights, "weight", nil, "")
	flags.StringVar(&in.Organ, "organ", "", "")
	flags.IntVar(&in.Seats, "seats", 0, "")
	flags.BoolVar(&in.ByElection, "by-election", false, "")
	flags.StringVar(&in.Resolution, "resolution", "", "")
	flags.StringVar(&in.Meeting, "meeting", "", "")
	flags.StringVar(&in.charter, "charter", "", "")
	flags.StringVar(&in.Title, "title", "", "")
	flags.StringVar(&in.Document, "document", "", "")
	flags.StringVar(&in.file, "file", "", "")
	flags.StringVar(&in.until, "until", "", "")
	flags.StringVar(&in.Reason, "reason", "", "")
	flags.StringVar(&in.Evidence, "evidence", "", "")
	flags.BoolVar(&in.Emergency, "emergency", false, "")
	return a.asks(a.addWriteFlags(cmd), askProposal)
}

// readFiles reads what a proposal takes out of files and short forms.
func (a *app) readFiles(in *proposed) (err error) {
	if in.Weights, err = parseWeights(in.weights); err != nil {
		return err
	}
	if in.Until, err = parseDay(in.until); err != nil {
		return err
	}
	if in.charter != "" {
		charter, err := a.readCharter(in.charter)
		if err != nil {
			return err
		}
		in.Charter = &charter
	}
	in.Document, err = a.digestOf("document", in.Document, in.file)
	return err
}

// digestOf is a document's digest: the one that was given, or that of a file on
// this computer.
func (a *app) digestOf(flag, given, file string) (string, error) {
	switch {
	case file == "":
		return given, nil
	case given != "":
		return "", cli.NewUsageError("usage.file", "flag", "--"+flag)
	}
	return a.digestOfFile(file)
}

// parseWeights reads weights such as population=40; nil for none.
func parseWeights(texts []string) (charter.Weights, error) {
	var weights charter.Weights
	for _, text := range texts {
		measure, written, _ := strings.Cut(text, "=")
		weight, wrong := input.Number(written)
		if wrong != nil && wrong.Problem != input.WrongType {
			return nil, cli.BadValue("weight", text, wrong)
		} else if wrong != nil {
			return nil, cli.NewUsageError("usage.weight", "value", text)
		}
		if weights == nil {
			weights = charter.Weights{}
		}
		weights[measure] = weight
	}
	return weights, nil
}

// parseDay reads the last day of something, and returns its end, in UTC; or a time
// with its zone.
func parseDay(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	until, wrong := reading.Until(text)
	if wrong != nil {
		return until, cli.BadValue("until", text, wrong)
	}
	return until, nil
}
