import { useLoading } from "../../api/loading";
import { loadPortfolio, portfolio } from "../../api/portfolio";
import { profile } from "../../api/user";
import { Failure } from "../../parts/failure";
import { Loaded } from "../../parts/loaded";
import { Page } from "../../parts/page";
import { GoalCard } from "../dashboard/goal_card";
import { AboutYou } from "./about_you";
import { DeleteMe } from "./delete_me";
import { MyData } from "./my_data";
import "./profile.css";

/** What Alex knows of the user, and the way to take or delete it. */
export default function Profile() {
  const loaded = useLoading(profile);
  const stored = useLoading(loadPortfolio);
  return (
    <Page title="Profile">
      <div class="stack profile">
        <section class="card" aria-labelledby="about-you">
          <h2 id="about-you">About you</h2>
          <Loaded of={loaded} what="your profile">
            {(answer) => <AboutYou loaded={answer} />}
          </Loaded>
        </section>
        {stored.problem !== undefined && (
          <Failure error={stored.problem} what="No news of your goal." again={stored.reload} />
        )}
        {portfolio.value && <GoalCard portfolio={portfolio.value.body} />}
        <MyData />
        <DeleteMe />
      </div>
    </Page>
  );
}
