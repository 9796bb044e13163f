package sdk

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"

	"github.com/hyperledger/fabric-sdk-go/pkg/core/logging/api"
)

// sdkLog is where the SDK's log goes. The SDK takes its logger once for the
// whole process; nil means nowhere.
var sdkLog atomic.Pointer[slog.Logger]

// logProvider gives the SDK its loggers.
type logProvider struct{}

// GetLogger implements the SDK's logger provider.
func (logProvider) GetLogger(module string) api.Logger { return logger{module} }

// logger hands the SDK's log on. Its Fatal and Panic do neither: ending the
// process is not a library's business, and the SDK returns errors beside.
type logger struct{ module string }

func (l logger) write(level slog.Level, text func() string) {
	log := sdkLog.Load()
	if log == nil || !log.Enabled(context.Background(), level) {
		return
	}
	log.Log(context.Background(), level, text(), "module", l.module)
}

func (l logger) print(level slog.Level, v []any) {
	l.write(level, func() string { return fmt.Sprint(v...) })
}

func (l logger) printf(level slog.Level, format string, v []any) {
	l.write(level, func() string { return fmt.Sprintf(format, v...) })
}

// These implement the SDK's logger.
func (l logger) Fatal(v ...any)                 { l.print(slog.LevelError, v) }
func (l logger) Fatalf(format string, v ...any) { l.printf(slog.LevelError, format, v) }
func (l logger) Fatalln(v ...any)               { l.print(slog.LevelError, v) }
func (l logger) Panic(v ...any)                 { l.print(slog.LevelError, v) }
func (l logger) Panicf(format string, v ...any) { l.printf(slog.LevelError, format, v) }
func (l logger) Panicln(v ...any)               { l.print(slog.LevelError, v) }
func (l logger) Print(v ...any)                 { l.print(slog.LevelInfo, v) }
func (l logger) Printf(format string, v ...any) { l.printf(slog.LevelInfo, format, v) }
func (l logger) Println(v ...any)               { l.print(slog.LevelInfo, v) }
func (l logger) Debug(v ...any)                 { l.print(slog.LevelDebug, v) }
func (l logger) Debugf(format string, v ...any) { l.printf(slog.LevelDebug, format, v) }
func (l logger) Debugln(v ...any)               { l.print(slog.LevelDebug, v) }
func (l logger) Info(v ...any)                  { l.print(slog.LevelInfo, v) }
func (l logger) Infof(format string, v ...any)  { l.printf(slog.LevelInfo, format, v) }
func (l logger) Infoln(v ...any)                { l.print(slog.LevelInfo, v) }
func (l logger) Warn(v ...any)                  { l.print(slog.LevelWarn, v) }
func (l logger) Warnf(format string, v ...any)  { l.printf(slog.LevelWarn, format, v) }
func (l logger) Warnln(v ...any)                { l.print(slog.LevelWarn, v) }
func (l logger) Error(v ...any)                 { l.print(slog.LevelError, v) }
func (l logger) Errorf(format string, v ...any) { l.printf(slog.LevelError, format, v) }
func (l logger) Errorln(v ...any)               { l.print(slog.LevelError, v) }
