package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/internal/cli"
	"allianceregistry/network"
	"allianceregistry/network/words"
)

func (p *program) logs() *cobra.Command {
	var follow bool
	var lines int
	command := &cobra.Command{
		Use: "logs", Args: cli.Args(0, 1),
		ValidArgsFunction: p.completeProcesses,
		RunE: func(command *cobra.Command, args []string) error {
			n, err := p.open()
			if err != nil {
				return err
			}
			selected, err := n.Select(first(args))
			if err != nil {
				return err
			}
			if by := n.Supervisor(); by != "" {
				process := ""
				if len(selected) == 1 {
					process = selected[0].Name
				}
				return words.Of("supervisor.logs", "supervisor", by, "line", p.lines().Logs(process))
			}
			if follow && len(selected) > 1 {
				return words.Of("logs.followOne")
			}
			return p.showLogs(command.Context(), selected, lines, follow)
		},
	}
	command.Flags().BoolVarP(&follow, "follow", "f", false, "")
	command.Flags().IntVar(&lines, "lines", 20, "")
	return command
}

func (p *program) showLogs(ctx context.Context, selected []network.Process, lines int, follow bool) error {
	for _, process := range selected {
		if len(selected) > 1 {
			fmt.Fprintf(p.Out, "== %s\n", process.Name)
		}
		if _, err := os.Stat(process.Log()); errors.Is(err, fs.ErrNotExist) {
			p.say(words.Of("logs.none", "process", process.Name))
		}
		if err := p.showLog(ctx, process.Log(), lines, follow); err != nil {
			return err
		}
	}
	return nil
}

func (p *program) showLog(ctx context.Context, path string, lines int, follow bool) error {
	log, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // never started
	}
	if err != nil {
		return err
	}
	defer log.Close()
	if err := tail(log, p.Out, lines); err != nil || !follow {
		return err
	}
	for ctx.Err() == nil {
		if _, err := io.Copy(p.Out, log); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
		case <-time.After(200 * time.Millisecond):
		}
	}
	return nil
}

// tail copies the last lines, or all of them if lines is 0.
func tail(in io.Reader, out io.Writer, lines int) error {
	if lines == 0 {
		_, err := io.Copy(out, in)
		return err
	}
	var last []string
	reader := bufio.NewReader(in)
	for {
		line, err := reader.ReadString('\n')
		if line != "" {
			last = append(last[max(0, len(last)-lines+1):], line)
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	for _, line := range last {
		if _, err := io.WriteString(out, line); err != nil {
			return err
		}
	}
	return nil
}
