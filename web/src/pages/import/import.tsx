import "./import.css";
import { Failure } from "../../parts/failure";
import { Page } from "../../parts/page";
import { DropZone } from "./drop_zone";
import { MappingEditor } from "./mapping_editor";
import { Preview } from "./preview";
import { Stored } from "./stored";
import { useImport } from "./use_import";

/** A broker's file: what becomes of every row, and then, once confirmed, part of the portfolio. */
export default function Import() {
  const { file, mapping, shown, stored, state, problem, changedMeanwhile, choose, map, confirm, restart } = useImport();
  const busy = state !== "idle";
  if (stored) {
    return (
      <Page title="Import">
        <Stored view={stored} again={restart} />
      </Page>
    );
  }
  return (
    <Page title="Import">
      <div class="stack">
        <DropZone file={file} busy={busy} onChoose={choose} />
        <p role="status" class={state === "reading" ? "muted" : "hidden"}>
          {state === "reading" && `Reading ${file?.name}…`}
          {state === "idle" && shown && `${shown.body.file} has been read.`}
        </p>
        {problem !== undefined && (
          <Failure what={shown ? "Nothing was stored." : "This file was not read."} error={problem} />
        )}
        {changedMeanwhile && (
          <p class="banner warn" role="alert">
            Your portfolio was changed meanwhile, in another tab or on another device. Below is what the file does to it
            as it is now: look again before you store it.
          </p>
        )}
        {file && (problem !== undefined || (shown && shown.body.mapping !== null)) && (
          <MappingEditor
            key={file.name}
            file={file}
            used={shown?.body.mapping ?? mapping ?? {}}
            open={!shown}
            busy={busy}
            onMap={map}
          />
        )}
        {shown && <Preview view={shown.body} busy={busy} storing={state === "storing"} onConfirm={confirm} />}
      </div>
    </Page>
  );
}
