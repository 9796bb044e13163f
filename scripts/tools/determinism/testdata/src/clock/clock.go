package clock

import (
	"context"
	"time"
)

func found(ctx context.Context, t time.Time) {
	_ = time.Now()           // want `time.Now: each peer has its own clock`
	_ = time.Since(t)        // want `time.Since`
	_ = time.Until(t)        // want `time.Until`
	_ = time.NewTimer(1)     // want `time.NewTimer`
	_ = time.NewTicker(1)    // want `time.NewTicker`
	_ = time.After(1)        // want `time.After`
	_ = time.Tick(1)         // want `time.Tick`
	time.AfterFunc(1, nil)   // want `time.AfterFunc`
	time.Sleep(1)            // want `time.Sleep`
	now := time.Now          // want `time.Now`
	_ = now                  // the value was found where it was taken
	_ = t.Local()            // want `time.Time.Local: each machine has its own time zone`
	_ = t.In(time.Local)     // want `time.Local`
	_ = time.Unix(1, 0)      // want `time.Unix: .*call UTC`
	_ = time.UnixMilli(1)    // want `time.UnixMilli`
	time.LoadLocation("UTC") // want `time.LoadLocation`

	_, cancel := context.WithTimeout(ctx, 1) // want `context.WithTimeout`
	cancel()
}

func allowed(ctx context.Context, t time.Time) {
	_ = time.Unix(1, 0).UTC()
	_ = time.UnixMilli(1).In(time.UTC)
	_ = t.Add(time.Hour).UTC().Format(time.RFC3339)
	_, _ = time.Parse(time.RFC3339, "")
	_ = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	_, cancel := context.WithCancel(ctx)
	cancel()
}
