package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"allianceregistry/audit/console"
	"allianceregistry/audit/feed"
	"allianceregistry/audit/index"
	"allianceregistry/audit/rest"
	"allianceregistry/audit/trqp"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
	"allianceregistry/internal/web"
)

// serving is how the pages are served.
type serving struct {
	listen   string
	names    []string
	log      string
	noFollow bool
	acting   bool
	hooks    string
	from     *[]string
	compare  bool
}

func (a *app) serveCommand() *cobra.Command {
	var s serving
	cmd := &cobra.Command{
		Use: "serve", Args: cli.Args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := cli.OneOf("--log", s.log, "none", "text", "json"); err != nil {
				return err
			}
			if s.compare && (s.noFollow || len(*s.from) > 0) {
				return cli.NewUsageError("serve.compareNeedsPeers")
			}
			return a.onIndex(cmd.Context(), func(x *index.Index) error { return a.serve(cmd.Context(), x, s) })
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&s.listen, "listen", "127.0.0.1:8640", "")
	flags.StringArrayVar(&s.names, "host", nil, "")
	flags.StringVar(&s.log, "log", "none", "")
	flags.BoolVar(&s.noFollow, "no-follow", false, "")
	flags.StringVar(&s.hooks, "hooks", "", "")
	flags.BoolVar(&s.acting, "acting", false, "")
	s.from = fromFlag(cmd)
	flags.BoolVar(&s.compare, "compare", false, "")
	return cmd
}

// heapLimit is what memory the program takes before it rather collects what it does not need
// any more than asks for more: else a few long answers at once leave hundreds of megabytes
// behind. SQLite's caches are not among it. GOMEMLIMIT says another one.
const heapLimit = 128 << 20

func limitHeap() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(heapLimit)
	}
}

// serve answers from the index until the context ends, which is how serving ends, and
// follows the chain meanwhile.
func (a *app) serve(ctx context.Context, x *index.Index, s serving) error {
	limitHeap()
	at, err := x.Checkpoint(ctx)
	if err != nil {
		return err
	}
	if at.Next > 0 {
		if err := a.checkSameHistory(ctx, x, at); err != nil {
			return err
		}
	}
	log := a.accessLog(s.log)
	events := feed.New(x)
	a.added = events.Wake
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	watch := a.newWatch(ctx, s)
	a.watch = watch.on
	handler, err := a.served(ctx, x, events, log, s.shown()...)
	if err != nil {
		return err
	}
	var hooks *feed.Hooks
	if s.hooks != "" {
		if hooks, err = a.hooks(events, s.hooks); err != nil {
			return err
		}
	}
	server, err := web.Listen(ctx, web.Options{Address: s.listen, Names: s.names, Log: log}, handler)
	if err != nil {
		return err
	}
	address := server.URL()
	if err := a.Print(view.View{Data: map[string]string{"address": address}, Columns: []string{"address"}, Rows: [][]string{{address}}}); err != nil {
		return err
	}
	following, sending := make(chan struct{}), make(chan error, 1)
	go func() {
		defer close(following)
		if !s.noFollow {
			a.keepFollowing(ctx, x, *s.from)
		}
	}()
	go watch.run(x)
	go func() { sending <- a.sendHooks(ctx, stop, hooks) }()
	err = server.Serve(ctx)
	stop()
	watch.end()
	<-following // all of them use the index, which is closed next
	return errors.Join(err, <-sending)
}

// shown is how the pages show the index.
func (s serving) shown() (options []console.Option) {
	if s.acting {
		options = append(options, console.WithActing())
	}
	return options
}

// served is all that is served.
func (a *app) served(ctx context.Context, x *index.Index, events *feed.Feed, log *slog.Logger, options ...console.Option) (http.Handler, error) {
	shown, err := console.New(x, options...)
	if err != nil {
		return nil, err
	}
	if a.watch != nil {
		a.watch(shown)
	}
	mux := http.NewServeMux()
	mux.Handle("/", shown.Handler())
	mux.Handle("/v1/", rest.New(x, rest.Options{Version: release, Describe: trqp.Describe, Log: log}))
	mux.Handle("GET /v1/events", a.stream(ctx, events))
	mux.Handle(trqp.Prefix+"/", http.StripPrefix(trqp.Prefix, trqp.New(x, trqp.Options{Log: log})))
	return mux, nil
}

// followingPause is how long following waits after it failed.
const followingPause = time.Minute

// keepFollowing follows the chain until the context ends. Where that fails it says why,
// and begins again: the pages show meanwhile what was verified.
func (a *app) keepFollowing(ctx context.Context, x *index.Index, from []string) {
	for ctx.Err() == nil {
		err := a.with(ctx, from, func(ctx context.Context, s session) error { return a.follow(ctx, &s, x, true) })
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			fmt.Fprintln(a.Err, a.text.Compose("serve.notFollowing", nil, catalogue.Params{"what": a.errorText(err)}))
		}
		select {
		case <-ctx.Done():
		case <-time.After(followingPause):
		}
	}
}

// accessLog is told of each request; it is nil for none.
func (a *app) accessLog(form string) *slog.Logger {
	switch form {
	case "text":
		return slog.New(slog.NewTextHandler(a.Err, nil))
	case "json":
		return slog.New(slog.NewJSONHandler(a.Err, nil))
	}
	return nil
}
