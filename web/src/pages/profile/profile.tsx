import { useLoading } from "../../api/loading";
import { profile } from "../../api/user";
import { Loaded } from "../../parts/loaded";
import { Page } from "../../parts/page";
import { DeleteMe } from "./delete_me";
import { MyData } from "./my_data";
import "./profile.css";
import { ProfileForm } from "./profile_form";

/** What Alex knows of the user, and the way to take or delete it. */
export default function Profile() {
  const loaded = useLoading(profile);
  return (
    <Page title="Profile">
      <div class="stack">
        <section class="card" aria-labelledby="about-you">
          <h2 id="about-you">About you</h2>
          <Loaded of={loaded} what="your profile">
            {({ body, etag }) => <ProfileForm stored={body} etag={etag} />}
          </Loaded>
        </section>
        <MyData />
        <DeleteMe />
      </div>
    </Page>
  );
}
