package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/spf13/cobra"

	"allianceregistry/audit/feed"
	"allianceregistry/audit/index"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
	"allianceregistry/internal/web"
)

func (a *app) hooksCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "hooks", Args: cobra.ArbitraryArgs, RunE: cli.Group}
	cmd.AddCommand(a.hooksStatusCommand(), a.hooksResendCommand())
	return cmd
}

// stateOf is the folder in which the state of a file's hooks is kept.
func stateOf(file string) string { return file + ".state" }

// hookStatus is how far a hook is.
type hookStatus struct {
	Name string `json:"name"`
	// Begun says that it has a state; without one it was never started.
	Begun bool `json:"begun"`
	feed.State
	DeadLetters int `json:"deadLetters"`
}

func (a *app) hooksStatusCommand() *cobra.Command {
	return &cobra.Command{
		Use: "status", Args: cli.Args(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			hooks, err := feed.ReadHooks(args[0])
			if err != nil {
				return err
			}
			v := view.View{
				Columns:  []string{"hook", "lastEvent", "attempts", "next", "deadLetters", "trouble"},
				Optional: []string{"attempts", "next", "trouble"},
			}
			list := []hookStatus{}
			for _, hook := range hooks {
				status, err := readHookStatus(stateOf(args[0]), hook)
				if err != nil {
					return err
				}
				list = append(list, status)
				v.Rows = append(v.Rows, a.hookRow(hook, status))
			}
			v.Data = list
			return a.Print(v)
		},
	}
}

func readHookStatus(folder string, hook feed.Hook) (hookStatus, error) {
	state, begun, err := feed.ReadState(folder, hook.Name)
	if err != nil {
		return hookStatus{}, err
	}
	letters, err := feed.ReadDeadLetters(folder, hook.Name)
	return hookStatus{Name: hook.Name, Begun: begun, State: state, DeadLetters: len(letters)}, err
}

func (a *app) hookRow(hook feed.Hook, s hookStatus) []string {
	last, attempts, trouble := s.After.String(), "", s.Trouble
	if !s.Begun {
		last = a.Say("hooks.notBegun")
	}
	if s.Attempts > 0 {
		attempts = view.Number(s.Attempts)
	}
	if s.Gone != "" && s.Gone == hook.URL {
		trouble = a.Say("hooks.gone")
	}
	return []string{s.Name, last, attempts, view.When(s.Next), view.Number(s.DeadLetters), trouble}
}

func (a *app) hooksResendCommand() *cobra.Command {
	return &cobra.Command{
		Use: "resend", Args: cli.Args(2, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.onIndex(cmd.Context(), func(x *index.Index) (err error) {
				hooks, err := a.hooks(feed.New(x), args[0])
				if err != nil {
					return err
				}
				defer func() { err = errors.Join(err, hooks.Close()) }()
				sent, err := hooks.Resend(cmd.Context(), args[1])
				v := view.View{
					Data: map[string]any{"name": args[1], "sent": sent}, Columns: []string{"hook", "sent"},
					Rows: [][]string{{args[1], view.Number(sent)}},
				}
				return errors.Join(a.Print(v), err)
			})
		},
	}
}

// hooks are those of a file, ready to be sent to.
func (a *app) hooks(events *feed.Feed, file string) (*feed.Hooks, error) {
	hooks, err := feed.ReadHooks(file)
	if err != nil {
		return nil, err
	}
	return feed.NewHooks(events, stateOf(file), hooks, slog.New(slog.NewTextHandler(a.Err, nil)))
}

// refuseStream answers a request for a stream of events that is refused.
func (a *app) refuseStream(w http.ResponseWriter, r *http.Request, err error) {
	p := web.Problem{Status: http.StatusServiceUnavailable, Instance: r.URL.Path}
	said, known := a.said(web.Language(r))
	var refused *feed.Refusal
	var indexed *index.Error
	switch {
	case known != nil, errors.Is(err, context.Canceled):
		return // whoever asked has gone, or there are no words
	case errors.As(err, &refused):
		p.Status, p.Code, p.Detail = refused.Status, refused.Code, said.Tell(refused.Message, nil)
	case errors.As(err, &indexed):
		p.Code, p.Detail = string(indexed.Code), said.Say(string(indexed.Code), indexed.Params)
	default:
		panic(err) // the server logs it, and answers
	}
	p.Type, p.Title = "about:blank", http.StatusText(p.Status) // RFC 9457, section 4.2.1
	p.Write(w)
}

// said are the texts of a language.
func (a *app) said(lang string) (*catalogue.Catalogue, error) {
	said, err := textIn(lang)
	if err != nil {
		return nil, err
	}
	return said.Catalogue, nil
}

// stream serves a stream of what takes effect, until ctx ends.
func (a *app) stream(ctx context.Context, events *feed.Feed) http.Handler {
	return &feed.Stream{Feed: events, Refuse: a.refuseStream, Done: ctx.Done()}
}

// sendHooks sends to the hooks of a file, if there is one, until ctx ends. If it fails it
// calls stop: what is not sent any more must not go unnoticed.
func (a *app) sendHooks(ctx context.Context, stop func(), hooks *feed.Hooks) error {
	if hooks == nil {
		return nil
	}
	err := hooks.Run(ctx)
	if err != nil {
		stop()
	}
	return errors.Join(err, hooks.Close())
}
